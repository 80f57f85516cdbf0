import { i18n } from '@kbn/i18n';
import type { PhotoResponse } from '../../common/api';
import { captureTime, offsetLabel } from '../grid/capture_time';
import { placeLabel } from '../grid/place_words';

const number = (value: number, digits = 0) =>
  value.toLocaleString(i18n.getLocale(), { maximumFractionDigits: digits });

/** Points of the compass as people say them, 45° each. */
export function compassPoint(bearingDeg: number): string {
  const points = [
    i18n.translate('peakSearch.compass.n', { defaultMessage: 'north' }),
    i18n.translate('peakSearch.compass.ne', { defaultMessage: 'north-east' }),
    i18n.translate('peakSearch.compass.e', { defaultMessage: 'east' }),
    i18n.translate('peakSearch.compass.se', { defaultMessage: 'south-east' }),
    i18n.translate('peakSearch.compass.s', { defaultMessage: 'south' }),
    i18n.translate('peakSearch.compass.sw', { defaultMessage: 'south-west' }),
    i18n.translate('peakSearch.compass.w', { defaultMessage: 'west' }),
    i18n.translate('peakSearch.compass.nw', { defaultMessage: 'north-west' }),
  ];
  return points[Math.round(bearingDeg / 45) % 8];
}

/** "1/250 s", "0.8 s", "30 s": as cameras write it. */
export function exposureLabel(seconds: number): string {
  return seconds < 0.4 ? `1/${number(Math.round(1 / seconds))} s` : `${number(seconds, 1)} s`;
}

/** Bytes as people read them. */
export const fileSize = (bytes: number) =>
  bytes < 1e6 ? `${number(bytes / 1e3)} kB` : `${number(bytes / 1e6, 1)} MB`;

/** A signed number of degrees: "+2.5°". */
export const signedDegrees = (degrees: number) =>
  `${degrees > 0 ? '+' : degrees < 0 ? '−' : ''}${number(Math.abs(degrees), 1)}°`;

export interface Fact {
  name: string;
  value: string;
}

/** Everything a photo says of itself, in the order in which people ask; what is not known is left out. */
export function photoFacts(photo: PhotoResponse): Fact[] {
  const facts: Array<Fact | undefined> = [
    timeFact(photo),
    zoneFact(photo),
    photo.place && {
      name: i18n.translate('peakSearch.facts.placeName', { defaultMessage: 'Taken at' }),
      value: placeLabel(photo.place),
    },
    placeFact(photo),
    photo.altitudeM === undefined
      ? undefined
      : {
          name: i18n.translate('peakSearch.facts.altitude', { defaultMessage: 'Altitude' }),
          value: `${number(photo.altitudeM)} m`,
        },
    directionFact(photo),
    viewFact(photo),
    ...cameraFacts(photo),
    fileFact(photo),
    photo.companions && {
      name: i18n.translate('peakSearch.facts.companions', { defaultMessage: 'Same shot' }),
      value: photo.companions.join(', '),
    },
  ];
  return facts.filter((fact) => fact !== undefined);
}

function timeFact({ shotTime }: PhotoResponse): Fact | undefined {
  if (!shotTime) return undefined;
  const time = captureTime(shotTime, { dateStyle: 'full', timeStyle: 'medium' });
  const offset = offsetLabel(shotTime);
  return {
    name: i18n.translate('peakSearch.facts.time', { defaultMessage: 'Taken' }),
    value: offset ? `${time} (${offset})` : time,
  };
}

function zoneFact({ zone, zoneSource }: PhotoResponse): Fact | undefined {
  if (!zone || zoneSource === 'exif') return undefined;
  return {
    name: i18n.translate('peakSearch.facts.zone', { defaultMessage: 'Time zone' }),
    value:
      zoneSource === 'gps'
        ? i18n.translate('peakSearch.facts.zoneByPlace', {
            defaultMessage: '{zone}, by the place',
            values: { zone },
          })
        : i18n.translate('peakSearch.facts.zoneAssumed', {
            defaultMessage: '{zone}, assumed',
            values: { zone },
          }),
  };
}

function placeFact({ gps, gpsErrorM, placeSource }: PhotoResponse): Fact | undefined {
  if (!gps) return undefined;
  const place = `${number(gps.lat, 5)}°, ${number(gps.lon, 5)}°`;
  const within = gpsErrorM === undefined ? place : `${place} (± ${number(gpsErrorM)} m)`;
  return {
    name: i18n.translate('peakSearch.facts.place', { defaultMessage: 'Place' }),
    value:
      placeSource === 'track'
        ? i18n.translate('peakSearch.facts.placeByTrack', {
            defaultMessage: '{place}, by a recorded track',
            values: { place: within },
          })
        : within,
  };
}

function directionFact(photo: PhotoResponse): Fact | undefined {
  const { bearingDeg, bearingCorrectionDeg } = photo;
  if (bearingDeg === undefined) return undefined;
  const values = {
    point: compassPoint(bearingDeg),
    degrees: number(bearingDeg),
    correction: signedDegrees(bearingCorrectionDeg ?? 0),
  };
  return {
    name: i18n.translate('peakSearch.facts.direction', { defaultMessage: 'Direction' }),
    value: bearingCorrectionDeg
      ? i18n.translate('peakSearch.facts.directionCorrected', {
          defaultMessage: '{point}, {degrees}° (corrected by {correction})',
          values,
        })
      : `${values.point}, ${values.degrees}°`,
  };
}

function viewFact({ horizontalFovDeg, focalLength35mm }: PhotoResponse): Fact | undefined {
  if (horizontalFovDeg === undefined) return undefined;
  const width = `${number(horizontalFovDeg)}°`;
  return {
    name: i18n.translate('peakSearch.facts.fieldOfView', { defaultMessage: 'Field of view' }),
    value:
      focalLength35mm === undefined
        ? width
        : i18n.translate('peakSearch.facts.fieldOfViewFrom', {
            defaultMessage: '{width} wide ({focal} mm in 35 mm terms)',
            values: { width, focal: number(focalLength35mm) },
          }),
  };
}

function cameraFacts({ camera }: PhotoResponse): Fact[] {
  if (!camera) return [];
  const { make, model, lens, exposureTime, fNumber, iso } = camera;
  // Many models carry their maker's name themselves.
  const name = model && make && !model.startsWith(make) ? `${make} ${model}` : (model ?? make);
  const exposure = [
    exposureTime !== undefined && exposureLabel(exposureTime),
    fNumber !== undefined && `f/${number(fNumber, 1)}`,
    iso !== undefined && `ISO ${number(iso)}`,
  ].filter(Boolean);
  return [
    name && {
      name: i18n.translate('peakSearch.facts.camera', { defaultMessage: 'Camera' }),
      value: name,
    },
    lens && {
      name: i18n.translate('peakSearch.facts.lens', { defaultMessage: 'Lens' }),
      value: lens,
    },
    exposure.length > 0 && {
      name: i18n.translate('peakSearch.facts.exposure', { defaultMessage: 'Exposure' }),
      value: exposure.join(', '),
    },
  ].filter((fact): fact is Fact => Boolean(fact));
}

function fileFact({ width, height, format, bytes, decodedFrom }: PhotoResponse): Fact {
  const file = `${number(width)} × ${number(height)}, ${format.toUpperCase()}, ${fileSize(bytes)}`;
  return {
    name: i18n.translate('peakSearch.facts.file', { defaultMessage: 'File' }),
    value:
      decodedFrom === 'full'
        ? file
        : i18n.translate('peakSearch.facts.fromPreview', {
            defaultMessage: '{file}; recognized by its small preview',
            values: { file },
          }),
  };
}
