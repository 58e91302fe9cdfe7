export default {
  test: {
    projects: [
      ...["node", "jsdom", "happy-dom"].map((environment) => ({
        test: { name: `recipes, ${environment}`, environment, include: ["*.test.ts"] },
      })),
      { test: { name: "msw tests", include: ["mocks/*.test.ts"] } },
    ],
  },
}
