/** An element of an XML document. */
export interface Element {
  name: string
  attributes: Record<string, string>
  children: Element[]
  text: string
}

interface Rule {
  required: string[]
  optional?: string[]
  /** In this order, each as often as wished. */
  children?: string[]
  isNumber?: string[]
}

/** The schema that Jenkins publishes for its JUnit plugin (junit-10.xsd), which GitLab, Azure and the GitHub actions follow. */
const rules: Record<string, Rule> = {
  testsuites: {
    required: [],
    optional: ['name', 'time', 'tests', 'failures', 'disabled', 'errors'],
    children: ['testsuite'],
    isNumber: ['time', 'tests', 'failures', 'errors'],
  },
  testsuite: {
    required: ['name', 'tests'],
    optional: ['failures', 'errors', 'time', 'disabled', 'skipped', 'timestamp', 'hostname', 'id', 'package'],
    children: ['properties', 'testcase', 'system-out', 'system-err'],
    isNumber: ['tests', 'failures', 'errors', 'time', 'skipped'],
  },
  properties: { required: [], children: ['property'] },
  property: { required: ['name', 'value'] },
  testcase: {
    required: ['name', 'classname'],
    optional: ['assertions', 'time', 'status'],
    children: ['skipped', 'error', 'failure', 'system-out', 'system-err'],
    isNumber: ['time'],
  },
  failure: { required: [], optional: ['type', 'message'] },
  error: { required: [], optional: ['type', 'message'] },
  skipped: { required: [], optional: ['type', 'message'] },
  'system-out': { required: [] },
  'system-err': { required: [] },
}

/** What is not as the schema has it, and figures that do not add up. */
export function junitProblems(element: Element, path = element.name): string[] {
  const rule = rules[element.name]
  if (!rule) return [`${path}: unknown element`]
  const { required, optional = [], children = [], isNumber = [] } = rule
  const names = Object.keys(element.attributes)
  const order = element.children.map(({ name }) => children.indexOf(name))
  return [
    ...required.filter((name) => !names.includes(name)).map((name) => `${path}: no ${name}`),
    ...names.filter((name) => ![...required, ...optional].includes(name)).map((name) => `${path}: unknown ${name}`),
    ...isNumber.flatMap((name) => (Number.isFinite(Number(element.attributes[name])) ? [] : [`${path}: ${name}`])),
    ...(order.includes(-1) ? [`${path}: a child that does not belong there`] : []),
    ...(order.some((at, index) => at < (order[index - 1] ?? 0)) ? [`${path}: children out of order`] : []),
    ...sums(element, path),
    ...element.children.flatMap((child, at) => junitProblems(child, `${path}/${child.name}[${at}]`)),
  ]
}

function sums({ name, attributes, children }: Element, path: string): string[] {
  const own = (count: string) => Number(attributes[count] ?? 0)
  const expected =
    name === 'testsuites'
      ? ['tests', 'failures'].map(
          (count) => [count, total(children, (child) => Number(child.attributes[count]))] as const,
        )
      : name === 'testsuite'
        ? ([
            ['tests', children.filter((child) => child.name === 'testcase').length],
            ['failures', total(children, (child) => Number(has(child, 'failure')))],
            ['skipped', total(children, (child) => Number(has(child, 'skipped')))],
          ] as const)
        : []
  return expected.flatMap(([count, sum]) =>
    own(count) === sum ? [] : [`${path}: ${count} is ${own(count)}, not ${sum}`],
  )
}

function has(element: Element, name: string): boolean {
  return element.children.some((child) => child.name === name)
}

function total(elements: Element[], figure: (element: Element) => number): number {
  return elements.reduce((sum, element) => sum + figure(element), 0)
}
