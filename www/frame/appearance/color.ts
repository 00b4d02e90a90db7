/** Red, green, blue and opacity, each from 0 to 1. */
export type Rgba = [number, number, number, number];

let canvas: CanvasRenderingContext2D | null | undefined;

/** Reads any CSS colour that needs no element to be known; undefined where the browser can't. */
export function readColor(color: string): Rgba | undefined {
  canvas ??= Object.assign(document.createElement('canvas'), { width: 1, height: 1 }).getContext('2d', { willReadFrequently: true });
  if (!canvas || !CSS.supports('color', color) || /var\(|light-dark|currentcolor/i.test(color)) return undefined;
  canvas.clearRect(0, 0, 1, 1);
  canvas.fillStyle = color;
  canvas.fillRect(0, 0, 1, 1);
  const [red = 0, green = 0, blue = 0, opacity = 0] = [...canvas.getImageData(0, 0, 1, 1).data].map((part) => part / 255);
  return [red, green, blue, opacity];
}

/** WCAG 2.2's relative luminance, from 0 to 1. */
function luminance([red, green, blue]: Rgba): number {
  const linear = (part: number): number => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
  return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue);
}

/** A colour on top of an opaque one. */
export function over([red, green, blue, opacity]: Rgba, below: Rgba): Rgba {
  const mix = (top: number, under: number): number => top * opacity + under * (1 - opacity);
  return [mix(red, below[0]), mix(green, below[1]), mix(blue, below[2]), 1];
}

/** WCAG 2.2's contrast ratio of two opaque colours, from 1 to 21. */
export function contrast(one: Rgba, other: Rgba): number {
  const [light, dark] = [luminance(one), luminance(other)].sort((a, b) => b - a) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}
