import { exemplified } from '../../compare/exemplified.ts'
import { checkSpecification } from '../../compare/spec-check.ts'
import { plural, type Step } from '../run.ts'

/** Whether the specifications themselves can be relied on: references, names, schemas, and every example. */
export const spec: Step = {
  name: 'spec',
  title: 'Specifications and their examples',
  leftOut: ({ own, options }) =>
    own || options.against ? undefined : 'the bundled ones were checked when they were published',
  async check({ own, promised, documents }) {
    const foreign = Object.values(promised).filter((document) => !Object.values(documents).includes(document))
    const looked = own ? Object.values(promised) : foreign
    const samples = looked.flatMap((document) =>
      document.operations.flatMap((operation) =>
        exemplified(document, operation).flatMap(({ examples }) => [...examples.keys()]),
      ),
    )
    const findings = looked.flatMap((document) => checkSpecification(document))
    return { findings, note: `${plural(looked.length, 'document')}, ${plural(samples.length, 'example')}` }
  },
}
