import { trustedLooks } from '../identify/fusion_model';
import type { Calibration } from './calibration';

/** What a calibration stands on, a sentence each. */
export function calibrationWords(calibration: Calibration): string[] {
  const { photos, placed, looks, same_view: same, open_world: openWorld } = calibration;
  return [
    `Calibrated on ${photos} photos, ${placed} of them with a place.`,
    looksWords(calibration),
    same
      ? `Two photos are one view from a cosine of ${same.cosine.toFixed(3)} on (${same.same} pairs of frames).`
      : 'Too few frames of one view are known to tell when two photos are the same view; bursts are found by their hashes alone.',
    ...(openWorld
      ? []
      : [
          'The model failed the test with published pictures: it knows its own world only. Uploads that are unlike the library are answered by the place alone.',
        ]),
    ...(looks && !trustedLooks(looks)
      ? ['Peaks are named by the place alone, and search by peak finds those photos.']
      : []),
  ];
}

function looksWords({ looks, placed }: Calibration): string {
  if (!looks) {
    return `Vision isn't calibrated: too few photos have a place with peaks in sight (${placed} have a place). Peaks are named by the place alone.`;
  }
  const told = `Vision ranks a peak in view above the same peak out of view in ${Math.round(looks.auc * 100)} of 100 cases`;
  return trustedLooks(looks)
    ? `${told} (${looks.likely} pairs of photo and peak).`
    : `${told}, which is no better than chance, so it counts nothing.`;
}
