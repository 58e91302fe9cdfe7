import { benchmarksPlot } from "../benchmarks/page.ts"
import { ledgerStates } from "./ledger-states.ts"
import { packageLayers } from "./package-layers.ts"
import { requestLifecycle } from "./request-lifecycle.ts"

/** The diagrams by their names in pages: `<Diagram name="ledger-states" />`. */
export const diagrams = {
  benchmarks: benchmarksPlot(),
  "ledger-states": ledgerStates,
  "package-layers": packageLayers,
  "request-lifecycle": requestLifecycle,
}

/** Name of a diagram. */
export type DiagramName = keyof typeof diagrams
