import react from "@vitejs/plugin-react"
import { msw } from "msw/vite"
import { defineConfig } from "vite"

export default defineConfig({
  plugins: [react(), msw({ mode: "worker-only" })],
  // Relative addresses, so that the page runs at any path.
  base: "./",
  build: { rolldownOptions: { input: ["index.html", "orders.html"] } },
})
