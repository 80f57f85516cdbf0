import { i18n } from '@kbn/i18n';

/**
 * A probability in words, with the bounds that the IPCC uses for the same purpose (Mastrandrea et al. 2010,
 * "Guidance Note on the Consistent Treatment of Uncertainties", table 1).
 *
 * @param probability calibrated, in [0, 1]
 */
export function likelihoodWords(probability: number): string {
  if (probability >= 0.9)
    return i18n.translate('peakSearch.likelihood.veryLikely', { defaultMessage: 'very likely' });
  if (probability >= 0.66)
    return i18n.translate('peakSearch.likelihood.likely', { defaultMessage: 'likely' });
  if (probability >= 0.33)
    return i18n.translate('peakSearch.likelihood.even', { defaultMessage: 'possible' });
  if (probability >= 0.1)
    return i18n.translate('peakSearch.likelihood.unlikely', { defaultMessage: 'unlikely' });
  return i18n.translate('peakSearch.likelihood.veryUnlikely', { defaultMessage: 'very unlikely' });
}

/** What the number behind the words means; shown when asked for. */
export function likelihoodNumber(probability: number): string {
  return i18n.translate('peakSearch.likelihood.number', {
    defaultMessage: 'Of 100 answers like this one, about {count} are right.',
    values: { count: Math.round(probability * 100) },
  });
}
