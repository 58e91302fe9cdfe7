// Preloaded into a mock server: sends its URL when it listens, and its CPU time for each message.
import { subscribe } from "node:diagnostics_channel"

subscribe("tracing:net.server.listen:asyncEnd", ({ server }) => {
  process.send(`http://127.0.0.1:${server.address().port}`)
})
process.on("message", () => {
  const { user, system } = process.cpuUsage()
  process.send(user + system)
})
process.on("disconnect", () => process.exit())
