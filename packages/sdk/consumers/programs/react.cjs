const modules = {
  sdk: require("@loop-health/integrations-sdk"),
  loopReact: require("@loop-health/integrations-sdk/react"),
  query: require("@tanstack/react-query"),
  react: require("react"),
  server: require("react-dom/server"),
}

void import("./order-in-react.mjs")
  .then(({ orderInReact }) => orderInReact(modules, process.argv[2]))
  .then((seen) => console.log(JSON.stringify(seen)))
