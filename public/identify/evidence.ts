import { i18n } from '@kbn/i18n';
import type { Evidence } from '../../common/api';

/** Within this many degrees of the middle nobody would say "left" or "right". */
const MIDDLE_DEG = 3;

const round = (value: number, digits = 0) =>
  value.toLocaleString(i18n.getLocale(), { maximumFractionDigits: digits });

/** Near things with a decimal, far ones without. */
export const kilometres = (km: number) => round(km, km < 10 ? 1 : 0);

/** Where in the picture an angle off its middle lies, in words. */
function sideWords(offAxisDeg: number): string {
  if (Math.abs(offAxisDeg) < MIDDLE_DEG)
    return i18n.translate('peakSearch.evidence.middle', {
      defaultMessage: 'in the middle of the picture',
    });
  const values = { degrees: round(Math.abs(offAxisDeg)) };
  return offAxisDeg < 0
    ? i18n.translate('peakSearch.evidence.left', {
        defaultMessage: '{degrees}° left of the middle',
        values,
      })
    : i18n.translate('peakSearch.evidence.right', {
        defaultMessage: '{degrees}° right of the middle',
        values,
      });
}

/** One reason for or against a peak, as a sentence that a trekker understands. */
export function evidenceWords(evidence: Evidence, peakName: (id: string) => string): string {
  switch (evidence.code) {
    case 'looks_like':
      return evidence.rank === 1
        ? i18n.translate('peakSearch.evidence.looksMostLike', {
            defaultMessage: 'Of all peaks the photo looks most like this one.',
          })
        : i18n.translate('peakSearch.evidence.looksLike', {
            defaultMessage: 'By its looks it is no. {rank} of all peaks.',
            values: { rank: evidence.rank },
          });
    case 'does_not_look_like':
      return i18n.translate('peakSearch.evidence.doesNotLookLike', {
        defaultMessage: 'It does not look like this peak.',
      });
    case 'in_view':
      return i18n.translate('peakSearch.evidence.inView', {
        defaultMessage: 'From there it stands {side}, {distance} km away, {height}° high.',
        values: {
          side: sideWords(evidence.offAxisDeg),
          distance: kilometres(evidence.distanceKm),
          height: round(evidence.heightDeg),
        },
      });
    case 'out_of_view':
      return i18n.translate('peakSearch.evidence.outOfView', {
        defaultMessage: 'By the compass it is outside of the picture, {side}.',
        values: { side: sideWords(evidence.offAxisDeg) },
      });
    case 'below_horizon':
      return i18n.translate('peakSearch.evidence.belowHorizon', {
        defaultMessage: 'From there it is below the horizon.',
      });
    case 'hidden_behind':
      return i18n.translate('peakSearch.evidence.hiddenBehind', {
        defaultMessage: 'It is probably hidden behind {peak}.',
        values: { peak: peakName(evidence.peakId) },
      });
    case 'hidden_by_terrain':
      if (evidence.peakId !== undefined) {
        return i18n.translate('peakSearch.evidence.hiddenByPeak', {
          defaultMessage: '{peak}, {distance} km away, probably hides it.',
          values: { peak: peakName(evidence.peakId), distance: kilometres(evidence.distanceKm) },
        });
      }
      return i18n.translate('peakSearch.evidence.hiddenByTerrain', {
        defaultMessage: 'The ground {distance} km away probably hides it.',
        values: { distance: kilometres(evidence.distanceKm) },
      });
    case 'stands_out':
      return i18n.translate('peakSearch.evidence.standsOut', {
        defaultMessage: 'It stands out above everything around it.',
      });
    case 'too_far':
      return i18n.translate('peakSearch.evidence.tooFar', {
        defaultMessage: 'It is {distance} km away: too far to be made out.',
        values: { distance: kilometres(evidence.distanceKm) },
      });
    case 'no_place':
      return i18n.translate('peakSearch.evidence.noPlace', {
        defaultMessage: 'The photo does not say where it was taken; only its looks count.',
      });
    case 'no_bearing':
      return i18n.translate('peakSearch.evidence.noBearing', {
        defaultMessage: 'The photo does not say in which direction the camera looked.',
      });
    case 'place_ignored':
      return i18n.translate('peakSearch.evidence.placeIgnored', {
        defaultMessage: 'The place was left out on request.',
      });
  }
}
