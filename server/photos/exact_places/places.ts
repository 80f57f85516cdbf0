import type { Area } from '../../../common/search_api';
import { coarseArea, coarseBox } from './coarse_area';
import type { Box } from './coarse_area';

/**
 * Where a caller reads of places, and of all that follows from places. Photos hold both: what was computed from the
 * exact place, and the same computed from the middle of its cell (`coarse.*`, coarse_places.ts). Queries, columns and
 * documents take their fields from here, so that nothing which a coarse reader is told was ever computed from an exact
 * place: no number of answers says more than the cell.
 */
export interface Places {
  readonly exact: boolean;
  readonly fields: {
    readonly gps: string;
    readonly predictedPeaks: string;
    readonly rankedPeaks: string;
    /** Absent where poses are not told: they follow from the exact place. */
    readonly poseBearing?: string;
    readonly posePitch?: string;
  };
  /** The area to filter by where this one was asked for. */
  area(asked: Area): Area;
  /** The same for the part of a map that is shown. */
  box(asked: Box): Box;
}

export const EXACT_PLACES: Places = {
  exact: true,
  fields: {
    gps: 'gps',
    predictedPeaks: 'predicted_peaks',
    rankedPeaks: 'predicted_peaks_ranked',
    poseBearing: 'pose.bearing_deg',
    posePitch: 'pose.pitch_deg',
  },
  area: (asked) => asked,
  box: (asked) => asked,
};

export const COARSE_PLACES: Places = {
  exact: false,
  fields: {
    gps: 'coarse.gps',
    predictedPeaks: 'coarse.predicted_peaks',
    rankedPeaks: 'coarse.predicted_peaks_ranked',
  },
  // Photos stand in the middle of their cell: an area that touches the cell has to hold it.
  area: coarseArea,
  box: coarseBox,
};
