import { arrow, box, svg, type Diagram, type Point } from "./svg.ts"

/** Pairs of a package and its user. Each pair becomes an arrow and a text. */
const uses: readonly (readonly [source: string, user: string])[] = [
  ["spec", "contract"],
  ["contract", "sdk"],
  ["contract", "server"],
  ["contract", "simulator"],
  ["server", "mocks"],
  ["mocks", "contract-checks"],
  ["mocks", "examples"],
  ["mocks", "docs"],
]

const places: Readonly<Record<string, Point>> = {
  spec: [165, 4],
  contract: [165, 84],
  sdk: [4, 164],
  server: [165, 164],
  simulator: [326, 164],
  mocks: [165, 244],
  "contract-checks": [4, 324],
  examples: [165, 324],
  docs: [326, 324],
}

const size: Point = [140, 40]
const title = "The packages, each above the packages that may import it"

/** The packages and the direction of their imports. */
export const packageLayers: Diagram = {
  title,
  svg: svg(470, 368, title, [
    ...uses.map(([source, user]) => connect(source, user)),
    ...Object.entries(places).map(([name, place]) =>
      box(place, size, [name], name === "spec" ? "strong" : "plain"),
    ),
  ]),
  text: uses.map(([source, user]) => `${user} imports ${source}, or is generated from ${source}.`),
}

function connect(source: string, user: string): string {
  const [fromX, fromY] = places[source] ?? [0, 0]
  const [toX, toY] = places[user] ?? [0, 0]
  const [from, to] = [fromX + size[0] / 2, toX + size[0] / 2]
  const bottom = fromY + size[1]
  const middle = (bottom + toY) / 2
  return arrow([
    [from, bottom],
    [from, middle],
    [to, middle],
    [to, toY - 2],
  ])
}
