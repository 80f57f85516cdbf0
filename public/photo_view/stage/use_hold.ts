import { useEffect, useMemo, useState } from 'react';
import type { PhotoResponse } from '../../../common/api';
import { useAppServices } from '../../services/app_services';
import { guessedPitch, type Hold, knownCorrection } from './summits';
import { useSkyline } from './use_skyline';

/** What the slider of the compass reaches: the worst of a phone met so far was 14° off; the API takes up to 180. */
export const TURN_LIMIT_DEG = 45;
/** What the slider of the tilt reaches: from a summit down into the valley, and up a wall. */
export const TILT_LIMITS_DEG = { min: -30, max: 60 } as const;

/** A hold turned and tilted further, within what the sliders reach. */
export function moved({ correctionDeg, pitchDeg }: Hold, turnDeg: number, tiltDeg: number): Hold {
  const within = (value: number, min: number, max: number) => Math.min(max, Math.max(min, value));
  return {
    correctionDeg: within(correctionDeg + turnDeg, -TURN_LIMIT_DEG, TURN_LIMIT_DEG),
    pitchDeg: within(pitchDeg + tiltDeg, TILT_LIMITS_DEG.min, TILT_LIMITS_DEG.max),
  };
}

export interface KnownHold {
  /** As people said, else as compass, summits and skyline tell. */
  hold: Hold;
  /** The tilt that summits and skyline tell, whatever people said. */
  guessedPitchDeg: number;
}

/**
 * How a photo's camera was held; undefined until that is known, and for photos on which nothing can be drawn. Beside it
 * what is being tried out; another photo begins without.
 */
export function useHold(id: string, photo: PhotoResponse | undefined) {
  const { api } = useAppServices();
  const [adjusting, setAdjusting] = useState<Hold>();
  useEffect(() => setAdjusting(undefined), [id]);

  const wanted = photo !== undefined && photo.candidates.length > 0;
  const skyline = useSkyline(wanted ? api.thumbnailUrl(photo.id, photo.contentHash) : undefined);
  const known = useMemo((): KnownHold | undefined => {
    if (!photo || skyline === 'looking') return undefined;
    const guessed = guessedPitch(photo, skyline === 'none' ? undefined : skyline);
    if (guessed === undefined) return undefined;
    const hold = { correctionDeg: knownCorrection(photo), pitchDeg: photo.pitchDeg ?? guessed };
    return { hold, guessedPitchDeg: guessed };
  }, [photo, skyline]);
  return { known, adjusting, setAdjusting };
}
