import { defineConfig } from 'vitest/config'
import { toolEnvironment } from './scripts/tools.ts'

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
if (major < 24 || (major === 24 && minor < 18)) {
  throw new Error(`The tests need Node.js 24.18 or newer, and this is ${process.version}. Run them with \`npm test\`.`)
}

export default defineConfig({
  test: {
    include: ['**/*.test.ts'],
    exclude: ['**/node_modules/**', 'dist/**'],
    /** Programs the tests start find this Node.js and the installed tools. */
    env: { PATH: toolEnvironment().PATH },
    /** Every core: many files wait for programs they started. */
    maxWorkers: '100%',
    testTimeout: 20_000,
    hookTimeout: 60_000,
    teardownTimeout: 10_000,
  },
})
