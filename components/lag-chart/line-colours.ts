/**
 * Colour carries the instance in this chart, never a state; legend and table name it too. They are declared where the chart is
 * because no other part of the console may use colour so.
 */
export const LINE_COLOURS = ['--line-a', '--line-b', '--line-c', '--line-d', '--line-e', '--line-f', '--line-g', '--line-h'] as const

/** Tailwind classes that set them for both themes; at least 3:1 on either surface. */
export const LINE_COLOUR_CLASSES = [
  '[--line-a:#4338ca] dark:[--line-a:#a5b0ff]', '[--line-b:#0f766e] dark:[--line-b:#5eead4]', '[--line-c:#a21caf] dark:[--line-c:#f0abfc]', '[--line-d:#0369a1] dark:[--line-d:#7dd3fc]',
  '[--line-e:#7c5c10] dark:[--line-e:#d9c27a]', '[--line-f:#9f1239] dark:[--line-f:#fda4af]', '[--line-g:#3f6212] dark:[--line-g:#bef264]', '[--line-h:#475569] dark:[--line-h:#cbd5e1]',
].join(' ')
