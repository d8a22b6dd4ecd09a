/** Text in which `words between backticks` are code. */
export function InlineCode({ text }: { text: string }) {
  return text.split('`').map((part, index) => (index % 2 === 0 ? part : <code key={index} className="figures rounded-sm bg-sunken px-1 text-[0.9em] break-words">{part}</code>))
}
