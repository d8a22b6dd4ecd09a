import type { Problem } from './errors'

/** What a server action answers: forms show `problem.fields` beside their fields. Server actions never throw for expected errors. */
export type ActionResult<T> = { ok: true; value: T } | { ok: false; problem: Problem }

/** A server action as components receive it from their page. */
export type Action<Input, Output> = (input: Input) => Promise<ActionResult<Output>>
