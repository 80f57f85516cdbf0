import { poseErrors, spreadOf } from '../../lab/fit/camera_poses';
import { describeWith, sharedPath } from '../../common/testing/shared_inputs';
import { createServices } from '../create_services';
import { DEFAULT_SETTINGS } from '../settings';

const silent = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};

describeWith(['photos', 'terrain'], 'the skyline of real photos', () => {
  it('tells where the camera looked better than its compass does, and is never sure and wrong', async () => {
    const terrain = { ...DEFAULT_SETTINGS.terrain, dir: sharedPath('terrain') };
    const services = createServices({ ...DEFAULT_SETTINGS, terrain }, silent);
    try {
      const errors = await poseErrors(services, sharedPath('photos'));
      expect(errors).toHaveLength(21);
      const answer = spreadOf(errors.map((each) => each.answer));
      // The truth is good to about 1°. docs/terrain.md has the figures.
      expect(answer.median).toBeLessThan(0.6);
      expect(answer.ninety).toBeLessThan(2);
      const sure = errors.filter(({ source }) => source === 'skyline');
      expect(sure.length).toBeGreaterThanOrEqual(18);
      expect(sure.filter((each) => Math.abs(each.answer) > 2)).toEqual([]);
      const alone = errors.flatMap(({ skylineAlone }) => skylineAlone ?? []);
      // Three more lie where the tiles end before the mountains do.
      expect(alone.length).toBeGreaterThanOrEqual(13);
      expect(alone.filter((error) => Math.abs(error) > 2)).toEqual([]);
    } finally {
      await services.close();
    }
  });
});
