const sdk = require("@loop-health/integrations-sdk")

void import("./place-orders.mjs")
  .then(({ placeOrders }) => placeOrders(sdk, process.argv[2]))
  .then((seen) => console.log(JSON.stringify(seen)))
