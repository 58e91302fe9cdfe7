// Orders at the mock's HTTP server or, with `?worker`, through msw's worker in the page.
import { aLabOrderRequest } from "@loop-health/integrations-mocks/builders"
import { createClient } from "@loop-health/integrations-sdk"
import { startMockApi } from "../mock-api.ts"
import { createOrderForm } from "./order-form.ts"

const withWorker = location.search === "?worker"
if (withWorker) await startMockApi()
const baseUrl = withWorker ? undefined : "http://127.0.0.1:4010"
const form = createOrderForm(createClient({ token: "any", baseUrl, maxRetries: 0 }))

async function order() {
  const view = await form.submit(aLabOrderRequest())
  document.querySelector("[role=alert]").textContent = JSON.stringify(view)
}

document.querySelector("button").addEventListener("click", () => void order())
