import fc from 'fast-check';
import { directionAt, fieldOfView, projectDirection } from './camera';

const level = { bearingDeg: 90, pitchDeg: 0, rollDeg: 0 };
const frame = { width: 4000, height: 3000, horizontalFovDeg: 60 };

describe('fieldOfView', () => {
  it('gives a 36 × 24 frame its textbook angles at 50 mm', () => {
    const { horizontalDeg, verticalDeg } = fieldOfView(50, 36, 24);
    expect(horizontalDeg).toBeCloseTo(39.6, 1);
    expect(verticalDeg).toBeCloseTo(27.0, 1);
  });

  it('shares the diagonal out by aspect ratio', () => {
    // A phone's 48 mm portrait, 3024 × 4032: the label of a real photo says 30.3°.
    expect(fieldOfView(48, 3024, 4032).horizontalDeg).toBeCloseTo(30.3, 1);
  });
});

describe('projectDirection', () => {
  it('puts the optical axis in the middle and the edge of view at the edge', () => {
    expect(projectDirection(level, { bearingDeg: 90, elevationAngleDeg: 0 }, frame)).toEqual({
      x: 2000,
      y: 1500,
    });
    const edge = projectDirection(level, { bearingDeg: 120, elevationAngleDeg: 0 }, frame);
    expect(edge!.x).toBeCloseTo(4000, 6);
  });

  it('puts what stands higher further up, and lower when the camera is raised', () => {
    const summit = { bearingDeg: 95, elevationAngleDeg: 10 };
    const flat = projectDirection(level, summit, frame)!;
    const raised = projectDirection({ ...level, pitchDeg: 5 }, summit, frame)!;
    expect(flat.y).toBeLessThan(1500);
    expect(raised.y).toBeGreaterThan(flat.y);
    expect(
      projectDirection(
        { ...level, pitchDeg: 10 },
        { bearingDeg: 90, elevationAngleDeg: 10 },
        frame
      )!.y
    ).toBeCloseTo(1500, 6);
  });

  it('sees nothing behind the camera', () => {
    expect(
      projectDirection(level, { bearingDeg: 270, elevationAngleDeg: 0 }, frame)
    ).toBeUndefined();
  });

  it('turns the picture with the roll', () => {
    const summit = { bearingDeg: 90, elevationAngleDeg: 10 };
    // Camera turned clockwise: the world turns counter-clockwise, what was above moves to the left.
    expect(projectDirection({ ...level, rollDeg: 20 }, summit, frame)!.x).toBeLessThan(2000);
  });

  it('never gives a pixel that is not a number', () => {
    const angle = fc.double({ min: -90, max: 90, noNaN: true });
    fc.assert(
      fc.property(angle, angle, angle, angle, (azimuth, elevation, pitch, roll) => {
        const pixel = projectDirection(
          { bearingDeg: 0, pitchDeg: pitch, rollDeg: roll },
          { bearingDeg: azimuth, elevationAngleDeg: elevation },
          frame
        );
        if (pixel) expect(Number.isFinite(pixel.x) && Number.isFinite(pixel.y)).toBe(true);
      })
    );
  });
});

it('finds the direction of a pixel again', () => {
  for (const summit of [
    { bearingDeg: 12, elevationAngleDeg: 9 },
    { bearingDeg: -25, elevationAngleDeg: -4 },
  ]) {
    const pixel = projectDirection({ ...level, bearingDeg: 0 }, summit, frame)!;
    const found = directionAt(pixel, frame);
    expect(found.bearingDeg).toBeCloseTo(summit.bearingDeg, 9);
    expect(found.elevationAngleDeg).toBeCloseTo(summit.elevationAngleDeg, 9);
  }
});
