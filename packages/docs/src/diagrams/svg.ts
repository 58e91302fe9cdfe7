/** A picture of a page. Its colors are CSS variables, so it follows the theme. */
export interface Diagram {
  readonly title: string
  readonly svg: string
  /** The content of the picture as list items, for readers who do not see it. */
  readonly text: readonly string[]
}

/** A point in the picture, in pixels. */
export type Point = readonly [x: number, y: number]

/** Creates a picture of the given size in pixels. Its style is in `styles.css`. */
export function svg(
  width: number,
  height: number,
  title: string,
  parts: readonly string[],
): string {
  const arrowhead =
    '<marker id="arrow" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" markerHeight="8" ' +
    'orient="auto-start-reverse"><path class="head" d="M0 0 8 4 0 8z"/></marker>'
  return (
    `<svg viewBox="0 0 ${width} ${height}" width="${width}" role="img" aria-label="${escape(title)}">` +
    `<defs>${arrowhead}</defs>${parts.join("")}</svg>`
  )
}

/** Draws a box with a label of one or two lines in its middle. */
export function box(
  [x, y]: Point,
  [width, height]: Point,
  label: readonly string[],
  kind: "plain" | "strong" = "plain",
): string {
  const first = y + height / 2 + 5 - (label.length - 1) * 9
  const lines = label.map((line, index) =>
    text([x + width / 2, first + index * 18], line, "middle label"),
  )
  return `<rect class="${kind}" x="${x}" y="${y}" width="${width}" height="${height}" rx="6"/>${lines.join("")}`
}

/** Draws an arrow along points. */
export function arrow(points: readonly Point[], kind = "line"): string {
  const path = points.map(([x, y]) => `${x},${y}`).join(" ")
  return `<polyline class="${kind}" points="${path}" marker-end="url(#arrow)"/>`
}

/** Draws a line of text. `kind` is a list of classes. */
export function text([x, y]: Point, content: string, kind = "note"): string {
  return `<text class="${kind}" x="${x}" y="${y}">${escape(content)}</text>`
}

function escape(content: string): string {
  return content.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;")
}
