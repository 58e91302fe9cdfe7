// @boundaries-ignore All packages share these settings.
import { testConfig } from "../../vitest.config.ts"

export default testConfig({
  endToEnd: [
    "test/added-error-code.test.ts",
    "test/approvals.test.ts",
    "test/bin.test.ts",
    "test/changed-contract.test.ts",
    "test/changesets.test.ts",
    "test/diff.test.ts",
    "test/foreign-documents.test.ts",
    "test/lint.test.ts",
    "test/server-tarball.test.ts",
    "test/simulator-environment.test.ts",
    "test/verify-command.test.ts",
    "test/wider-than-upstream.test.ts",
  ],
})
