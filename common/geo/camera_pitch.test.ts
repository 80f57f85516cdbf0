import { projectDirection } from './camera';
import { estimatePitch, type SummitAhead } from './camera_pitch';

const frame = { width: 4000, height: 3000, horizontalFovDeg: 65 };
const SUMMITS: SummitAhead[] = [
  { offAxisDeg: -14, elevationAngleDeg: 11, visible: 0.9 },
  { offAxisDeg: 3, elevationAngleDeg: 14, visible: 0.95 },
  { offAxisDeg: 19, elevationAngleDeg: 9, visible: 0.7 },
];

/** Straight lines from summit to summit, as a camera of this pitch and heading error sees them. */
function skylineOf(pitchDeg: number, headingErrorDeg = 0) {
  const points = SUMMITS.map(({ offAxisDeg, elevationAngleDeg }) =>
    projectDirection(
      { bearingDeg: headingErrorDeg, pitchDeg, rollDeg: 0 },
      { bearingDeg: offAxisDeg, elevationAngleDeg },
      frame
    )!
  );
  const width = 256;
  const scale = width / frame.width;
  const rows = Array.from({ length: width }, (_, column) => {
    const x = column / scale;
    const right = points.findIndex((point) => point.x > x);
    if (right === 0) return points[0].y * scale;
    if (right === -1) return points[points.length - 1].y * scale;
    const [a, b] = [points[right - 1], points[right]];
    // A dip between them, as ridges have.
    const t = (x - a.x) / (b.x - a.x);
    return (a.y + t * (b.y - a.y) + 400 * Math.sin(Math.PI * t)) * scale;
  });
  return { rows, width };
}

it.each([3, 6, 9, 12, 14])('finds a pitch of %d° by the skyline', (pitch) => {
  const found = estimatePitch({ summits: SUMMITS, frame, skyline: skylineOf(pitch) });
  expect(Math.abs(found - pitch)).toBeLessThanOrEqual(1.5);
});

it('does not trust a skyline against all habit', () => {
  // Three summits on a line cannot prove that somebody photographed the ground before their feet.
  const found = estimatePitch({ summits: SUMMITS, frame, skyline: skylineOf(-10) });
  expect(found).toBeGreaterThan(-3);
});

it('finds it also when the compass is off', () => {
  const found = estimatePitch({ summits: SUMMITS, frame, skyline: skylineOf(10, -4) });
  expect(Math.abs(found - 10)).toBeLessThanOrEqual(1.5);
});

it('does not follow a skyline that cannot be one', () => {
  const rows = Array.from({ length: 256 }, () => 190);
  const without = estimatePitch({ summits: SUMMITS, frame });
  const found = estimatePitch({ summits: SUMMITS, frame, skyline: { rows, width: 256 } });
  expect(Math.abs(found - without)).toBeLessThanOrEqual(3);
});

it('raises the camera so that a high summit falls into the frame', () => {
  const high = [{ offAxisDeg: 0, elevationAngleDeg: 35, visible: 1 }];
  const half = 25.3;
  expect(estimatePitch({ summits: high, frame })).toBeGreaterThan(35 - half - 2);
});

it('is the usual pitch where nothing is known', () => {
  expect(estimatePitch({ summits: [], frame })).toBe(6);
});
