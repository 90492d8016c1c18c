import { mkdir, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { AskedReport, ReportForm } from '../options.ts'
import { type Output, paintFor } from '../output.ts'
import type { Report } from '../report.ts'
import { Unusable } from '../unusable.ts'

/** Writes every report that was asked for, to its file or to standard output. */
export async function writeReports(
  report: Report,
  asked: AskedReport[],
  stdout: Output,
  env: NodeJS.ProcessEnv,
): Promise<void> {
  for (const { form, file } of asked) {
    const target = file === undefined ? stdout : { write: () => undefined }
    const text = await textOf(form, report, target, env)
    if (file === undefined) stdout.write(text)
    else await writeTo(file, text)
  }
}

/** Each form is loaded when it is asked for. */
async function textOf(form: ReportForm, report: Report, target: Output, env: NodeJS.ProcessEnv): Promise<string> {
  if (form === 'html') return (await import('./html/page.ts')).htmlReport(report)
  if (form === 'junit') return (await import('./junit.ts')).junitReport(report)
  if (form === 'json') return `${JSON.stringify(report, null, 2)}\n`
  return (await import('./terminal.ts')).terminalReport(report, paintFor(target, env))
}

async function writeTo(file: string, text: string): Promise<void> {
  try {
    await mkdir(dirname(file), { recursive: true })
    await writeFile(file, text)
  } catch (error) {
    throw new Unusable(`The report cannot be written to ${file}: ${error instanceof Error ? error.message : error}`)
  }
}
