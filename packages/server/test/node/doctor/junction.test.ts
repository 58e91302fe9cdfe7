import { expect, test } from "vitest"
import { createJunctionSimulator, simulatorPanels } from "@loop-health/integrations-simulator"
import type { Variables } from "../../support/cli-process.ts"
import { createDeployment, validVariables } from "../../support/deployment.ts"
import { diagnoseWith, serveFunction } from "../../support/doctor.ts"

const checks = ["junction_key", "junction_clock", "junction_panels"]

/** Checks the simulator with changed variables. */
async function checkJunction(more: Variables) {
  const { variables } = await createDeployment()
  return diagnoseWith({ ...variables, ...more }, checks)
}

const withPanel = (panel: object): Variables => ({
  JUNCTION_PANELS: JSON.stringify({ ...simulatorPanels, pcos: panel }),
})
const unknownId = "0f6a4a1e-6c1d-4c52-9f0b-2d9b3a7f1cff"
const { pcos, fertility, wellness, performance } = simulatorPanels
const idsOf = (...panels: readonly (typeof pcos)[]) =>
  panels.flatMap(({ labTestIds }) => labTestIds)

test("junction_key: another key is rejected, and the panels are skipped", async () => {
  expect(await checkJunction({ JUNCTION_API_KEY: "sk_us_other" })).toMatchObject([
    { status: "error", message: "Junction rejected JUNCTION_API_KEY (401)." },
    { status: "ok" },
    { status: "skipped" },
  ])
})

test.each<[string, Variables, readonly string[]]>([
  [
    "the ID in upper case",
    withPanel({ labTestIds: idsOf(pcos).map((id) => id.toUpperCase()) }),
    [],
  ],
  ["two lab tests of one method", withPanel({ labTestIds: idsOf(pcos, wellness) }), []],
  [
    "an unknown lab test",
    withPanel({ labTestIds: [...idsOf(pcos), unknownId] }),
    ["Junction does not list JUNCTION_PANELS.pcos.labTestIds[1]."],
  ],
  [
    "lab tests of two labs",
    withPanel({ labTestIds: idsOf(pcos, fertility), collectionMethod: "walk_in_test" }),
    ["JUNCTION_PANELS.pcos has lab tests of several labs."],
  ],
  [
    "lab tests of two methods",
    withPanel({ labTestIds: idsOf(pcos, performance) }),
    ["JUNCTION_PANELS.pcos has lab tests with several collection methods."],
  ],
  [
    "two methods and its own method",
    withPanel({ labTestIds: idsOf(pcos, performance), collectionMethod: "walk_in_test" }),
    [],
  ],
])("junction_panels: a panel with %s", async (_name, variables, messages) => {
  const panels = (await checkJunction(variables)).filter(({ check }) => check === "junction_panels")
  const errors = panels.filter(({ status }) => status !== "ok").map(({ message }) => message)
  expect(errors).toEqual(messages)
})

test("junction_panels: an ID on a later page is found, and an inactive one is an error", async () => {
  const simulator = createJunctionSimulator()
  const url = await serveFunction(async (request) => {
    const page = new URL(request.url)
    page.searchParams.set("lab_test_limit", "4")
    const response = await simulator.fetch(new Request(page, request))
    const body = await response.text()
    return new Response(
      body.replace(/(PCOS Panel.*?"status":)"active"/, '$1"pending_approval"'),
      response,
    )
  })
  expect(
    await diagnoseWith({ ...validVariables, JUNCTION_BASE_URL: url }, ["junction_panels"]),
  ).toMatchObject([
    { status: "error", message: "JUNCTION_PANELS.pcos.labTestIds[0] is not active at Junction." },
  ])
})

test("junction_panels: a list that never ends is read up to a limit", async () => {
  let pages = 0
  const url = await serveFunction(() => {
    pages += 1
    return Response.json({ data: [], next_cursor: String(pages) })
  })
  const environment = { ...validVariables, JUNCTION_BASE_URL: url }
  const findings = await diagnoseWith(environment, ["junction_panels"])
  expect(findings).toHaveLength(6)
  for (const { status } of findings) expect(status).toBe("skipped")
  expect(pages).toBe(20)
})

test.each<[string, () => Response, string]>([
  ["403", () => new Response("secret", { status: 403 }), "rejected JUNCTION_API_KEY (403)"],
  ["404", () => new Response("secret", { status: 404 }), "404 and no list of lab tests"],
  ["503", () => new Response("secret", { status: 503 }), "Junction responded with 503."],
  ["a redirect", () => Response.redirect("https://other.example"), "302 and no list"],
  ["a page", () => new Response("<html>secret"), "200 and no list of lab tests"],
  ["null", () => Response.json(null), "200 and no list of lab tests"],
])("junction_key: a response with %s", async (_name, respond, message) => {
  const environment = { ...validVariables, JUNCTION_BASE_URL: await serveFunction(respond) }
  const [finding] = await diagnoseWith(environment, ["junction_key"])
  expect(finding).toMatchObject({
    status: "error",
    message: expect.stringContaining(message) as string,
  })
  expect(JSON.stringify(finding)).not.toContain("secret")
})

test.each([
  [-20, "ok"],
  [-60, "warning"],
  [150, "error"],
])("junction_clock: a date of %d s", async (seconds, status) => {
  const simulator = createJunctionSimulator({ now: () => Date.now() + seconds * 1000 })
  const environment = {
    ...validVariables,
    JUNCTION_BASE_URL: await serveFunction((request) => simulator.fetch(request)),
  }
  expect(await diagnoseWith(environment, ["junction_clock"])).toMatchObject([{ status }])
})
