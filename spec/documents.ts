/** How tests read the bundled documents: the same way `verify` does. */

export * from '../contract-tests/compare/document.ts'
export * from '../contract-tests/compare/exemplified.ts'
export { pointerTo } from '../contract-tests/compare/pointer.ts'
export * from '../contract-tests/json.ts'
