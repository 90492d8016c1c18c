import { consumerTests } from '../kit/consumer-tests.ts'
import { keebaiSurface } from './surface.ts'

consumerTests(keebaiSurface)
