import { readList, readText, readTexts } from './read-manifest'

/** Kubernetes' LabelSelector: matchLabels and matchExpressions together. A selector that is missing selects nothing, an empty one all. */
export function selectorMatches(selector: unknown, labels: Record<string, string>): boolean {
  if (typeof selector !== 'object' || selector === null) return false
  const equal = Object.entries(readTexts(selector, 'matchLabels')).every(([name, value]) => labels[name] === value)
  return equal && readList(selector, 'matchExpressions').every((expression) => expressionMatches(expression, labels))
}

function expressionMatches(expression: unknown, labels: Record<string, string>): boolean {
  const value = labels[readText(expression, 'key') ?? '']
  const values = readList(expression, 'values')
  switch (readText(expression, 'operator')) {
    case 'In':
      return value !== undefined && values.includes(value)
    case 'NotIn':
      return value === undefined || !values.includes(value)
    case 'Exists':
      return value !== undefined
    case 'DoesNotExist':
      return value === undefined
    default:
      return false
  }
}
