import type { JunctionPanel } from "../../junction/order-request.ts"
import { listLabTests, type LabTestList } from "../../junction/list-lab-tests.ts"
import type { JunctionClientOptions } from "../../junction/client.ts"
import { checkClock } from "./check-clock.ts"
import { findingsOf, type Finding } from "./finding.ts"
import { measureSkew } from "./probe.ts"

type Panels = Readonly<Record<string, JunctionPanel>>

const key = findingsOf("junction_key")
const panel = findingsOf("junction_panels")

/** Checks the key and each panel's lab tests at Junction, and compares the clocks. */
export async function checkJunction(
  options: JunctionClientOptions,
  panels: Panels | undefined,
): Promise<readonly Finding[]> {
  const list = await listLabTests(options)
  const findings = [checkKey(list)]
  if (list.date !== undefined) {
    const skewMs = measureSkew(list.date.value, list.date.sentAt, list.date.receivedAt)
    const effect = "If clocks differ by more than two minutes, the server sends no order."
    findings.push(checkClock("junction_clock", "Junction", skewMs, { fromMs: 30_000, effect }))
  }
  if (panels === undefined) {
    const message = "JUNCTION_PANELS is invalid or not set."
    return [...findings, panel.skipped(message, "Fix the variable, then run doctor again.")]
  }
  if (list.kind !== "listed") {
    const message = "The lab tests could not be listed."
    return [...findings, panel.skipped(message, 'Fix the error of the "junction_key" check first.')]
  }
  const errors = Object.entries(panels).flatMap(([slug, one]) => findErrors(slug, one, list))
  const ok = panel.ok("Every lab test in JUNCTION_PANELS can be ordered.")
  return [...findings, ...(errors.length === 0 ? [ok] : errors)]
}

function checkKey(list: LabTestList): Finding {
  if (list.kind === "listed") return key.ok("Junction accepts JUNCTION_API_KEY.")
  const { response } = list
  if (response.kind !== "response") {
    return key.error(
      `Junction did not respond (${response.networkCode}).`,
      "Check JUNCTION_BASE_URL, and DNS, TLS, and egress from this machine.",
    )
  }
  const { status } = response
  if (status === 401 || status === 403) {
    return key.error(
      `Junction rejected JUNCTION_API_KEY (${status}).`,
      "Set JUNCTION_API_KEY to a key of your team, for the environment and region of JUNCTION_BASE_URL.",
    )
  }
  return status === 429 || status >= 500
    ? key.error(`Junction responded with ${status}.`, "Retry the check later.")
    : key.error(
        `Junction responded with ${status} and no list of lab tests.`,
        "Set JUNCTION_BASE_URL to Junction's API, without a path.",
      )
}

function findErrors(
  slug: string,
  { labTestIds, collectionMethod }: JunctionPanel,
  { labTests, complete }: LabTestList & { readonly kind: "listed" },
): readonly Finding[] {
  const name = `JUNCTION_PANELS.${slug}`
  const tests = labTestIds.map((id) => labTests.get(id.toLowerCase()))
  const errors = tests.flatMap((test, index) => {
    const at = `${name}.labTestIds[${index}]`
    if (test === undefined) {
      return complete
        ? panel.error(
            `Junction does not list ${at}.`,
            "Use the ID of a lab test that your team has in this environment.",
          )
        : panel.skipped(
            `Junction's list was not read completely, and the part that was read does not contain ${at}.`,
            "Look up the ID in Junction's dashboard.",
          )
    }
    return test.active
      ? []
      : panel.error(`${at} is not active at Junction.`, "Activate the lab test, or set another ID.")
  })
  const labs = new Set(tests.map((test) => test?.lab).filter((lab) => lab !== undefined))
  const methods = new Set(tests.map((test) => test?.method).filter((one) => one !== undefined))
  return [
    ...errors,
    ...(labs.size > 1
      ? [panel.error(`${name} has lab tests of several labs.`, "Use lab tests of one lab.")]
      : []),
    ...(methods.size > 1 && collectionMethod === undefined
      ? [
          panel.error(
            `${name} has lab tests with several collection methods.`,
            "Use lab tests with one method, or set collectionMethod.",
          ),
        ]
      : []),
  ]
}
