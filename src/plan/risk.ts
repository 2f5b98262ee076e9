export type Risk = 'safe' | 'caution' | 'danger';

const order: readonly Risk[] = ['safe', 'caution', 'danger'];

/** The highest of several risks; `safe` for none. */
export function highestRisk(risks: readonly Risk[]): Risk {
  return risks.reduce<Risk>((highest, risk) => (order.indexOf(risk) > order.indexOf(highest) ? risk : highest), 'safe');
}
