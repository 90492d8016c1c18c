/** An optional dependency that is needed now and not installed. */
export class PackageMissing extends Error {
  /** @param what who needs it, as the beginning of a sentence */
  constructor(what: string, packageName: string, cause: unknown) {
    super(`${what} needs the package ${packageName}, which is not installed: npm install ${packageName}`, { cause })
    this.name = 'PackageMissing'
  }
}
