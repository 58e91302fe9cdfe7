// Places an order with a client, and replays it. Then receives each error that the API page
// declares. Arguments: the client, and the server as JSON.
import assert from "node:assert/strict"
import { readFile } from "node:fs/promises"
import process from "node:process"
import { body } from "./order-body.mjs"

const [client, server] = process.argv.slice(2)
const { baseUrl, token, beforeError } = JSON.parse(server)
const { connect } = await import(`./clients/${client}.mjs`)
const page = JSON.parse(await readFile(new URL("page.json", import.meta.url), "utf8"))
const { responses } = page.paths["/v1/labs/orders"].post

function check(response, status) {
  assert.equal(response.status, status, JSON.stringify(response.body))
  const { required } = responses[status].content["application/json"].schema
  assert.deepEqual(
    required.filter((name) => response.body[name] === undefined),
    [],
  )
  return response.body
}

/** Makes the server return an error to the next request. */
async function expectError(status) {
  const request = beforeError[status]
  if (request === undefined) return
  const { ok } = await fetch(request.url, { method: "POST", body: JSON.stringify(request.body) })
  assert.ok(ok)
}

const order = connect(baseUrl, token)
const created = check(await order(body, `${client}-1`), 201)
assert.deepEqual(check(await order(body, `${client}-1`), 201), created)

const { address, ...incomplete } = body
assert.ok(address)
check(await order(incomplete, `${client}-2`), 400)

await expectError(401)
check(await connect(baseUrl, "invalid")(body, `${client}-3`), 401)

await expectError(502)
check(await order(body, `${client}-4`), 502)
