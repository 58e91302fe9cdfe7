import { expect, test } from "vitest"
import { leaseMs } from "../../../src/orders/ledger.ts"
import {
  anIntent,
  claimIntent,
  placed,
  unknownOutcome,
  type TestLedger,
} from "../../support/ledgers.ts"

/** Defines the tests of ledgers in which several operations share a commit. */
export function testSharedCommits(open: () => Promise<TestLedger>): void {
  test("rule 12: a failed operation does not affect the others of its commit", async () => {
    const { ledger } = await open()
    await claimIntent(ledger)
    const [before, failed, after] = await Promise.allSettled([
      ledger.claim(anIntent({ keyHmac: "1", orderId: "order-3" })),
      // Each database requires the status of a placed order.
      ledger.record(anIntent(), { ...placed, status: null as unknown as string }),
      ledger.claim(anIntent({ keyHmac: "3", orderId: "order-4" })),
    ])
    expect(before).toMatchObject({ value: { kind: "claimed" } })
    expect(after).toMatchObject({ value: { kind: "claimed" } })
    expect(failed).toMatchObject({ status: "rejected" })
    expect(await ledger.read(anIntent())).toMatchObject({ state: "started", placed: undefined })
    expect(await ledger.find("any", "order-4")).toMatchObject({ keyHmac: "3", state: "started" })
  })

  test("rule 12: writes concurrent operations on many rows and on one row", async () => {
    const { ledger, advance } = await open()
    const intents = Array.from({ length: 50 }, (_, index) =>
      anIntent({ keyHmac: `key-${index}`, orderId: `order-${index}` }),
    )
    await Promise.all(intents.map((intent) => claimIntent(ledger, intent)))
    const ends = await Promise.all(
      intents.flatMap((intent, index) => [
        index % 2 === 0
          ? ledger.record(intent, placed).then((order) => order?.id)
          : ledger.release(intent, 1, unknownOutcome),
        ledger.claim(intent).then(({ kind }) => kind),
      ]),
    )
    expect(ends).toEqual(
      intents.flatMap(({ orderId }, index) =>
        index % 2 === 0 ? [orderId, "placed"] : [true, "claimed"],
      ),
    )
    await advance(leaseMs)
    expect(await ledger.unfinished({ limit: 100 })).toHaveLength(25)
  })
}
