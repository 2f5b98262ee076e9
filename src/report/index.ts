/** A plan for people and for other tools: comment, check, summary, terminal, SQL, JSON. Pure: no I/O, no clock. */
export { type AliasOffer, aliasOffers } from './alias-offer.ts';
export { type Annotation, annotations } from './annotations.ts';
export { checkSummary, checkSummaryLimit } from './check.ts';
export { commentLimit, commentMarker, renderComment, renderMarkdown, renderSummary, summaryLimit } from './comment.ts';
export { type Confirmation, type ReportContext, reportContext } from './context.ts';
export { messageOf, placeOf, sentenceOf } from './finding.ts';
export { renderJson } from './json.ts';
export { renderSql } from './sql.ts';
export { renderText, type TextOptions } from './terminal.ts';
export { type Verdict, verdict } from './verdict.ts';
export { whoMay, whoMayText } from './who.ts';
