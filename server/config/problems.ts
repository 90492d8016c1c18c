/** All problems of a configuration at once, in the operator's words. */
export class ConfigProblems extends Error {
  readonly problems: string[]

  constructor(problems: string[]) {
    super(`The configuration has ${problems.length === 1 ? 'a problem' : 'problems'}:\n- ${problems.join('\n- ')}`)
    this.name = 'ConfigProblems'
    this.problems = problems
  }
}
