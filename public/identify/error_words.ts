import { i18n } from '@kbn/i18n';
import { ApiError } from '../services/api_client';

/** What went wrong with an upload, and what to do about it; the server's own sentence where it says more. */
export function identifyErrorWords(error: Error): { title: string; text: string } {
  const code = error instanceof ApiError ? error.code : undefined;
  const status = error instanceof ApiError ? error.status : undefined;
  switch (code) {
    case 'unsupported_format':
      return {
        title: i18n.translate('peakSearch.identify.error.format', {
          defaultMessage: 'This file is no photo that can be read',
        }),
        text: i18n.translate('peakSearch.identify.error.formatText', {
          defaultMessage: 'Take a JPEG, HEIC, PNG, WebP, AVIF or TIFF file.',
        }),
      };
    case 'damaged':
      return {
        title: i18n.translate('peakSearch.identify.error.damaged', {
          defaultMessage: 'The photo is damaged',
        }),
        text: i18n.translate('peakSearch.identify.error.damagedText', {
          defaultMessage:
            'Part of the file is missing or changed. Copy it from the camera or phone once more.',
        }),
      };
    case 'too_large':
      return {
        title: i18n.translate('peakSearch.identify.error.tooLarge', {
          defaultMessage: 'The photo is too large',
        }),
        text: error.message,
      };
    case 'timeout':
      return {
        title: i18n.translate('peakSearch.identify.error.timeout', {
          defaultMessage: 'The photo took too long to read',
        }),
        text: i18n.translate('peakSearch.identify.error.timeoutText', {
          defaultMessage: 'Try a smaller version of it.',
        }),
      };
    case 'busy':
      return {
        title: i18n.translate('peakSearch.identify.error.busy', {
          defaultMessage: 'Others are asking, too',
        }),
        text: i18n.translate('peakSearch.identify.error.busyText', {
          defaultMessage: 'Try again in a few seconds.',
        }),
      };
    case 'forbidden':
      return {
        title: i18n.translate('peakSearch.identify.error.forbidden', {
          defaultMessage: 'You may not ask for peaks here',
        }),
        text: i18n.translate('peakSearch.identify.error.forbiddenText', {
          defaultMessage: 'Ask an administrator for the privilege to identify peaks.',
        }),
      };
  }
  if (status === 413) {
    return {
      title: i18n.translate('peakSearch.identify.error.tooLarge', {
        defaultMessage: 'The photo is too large',
      }),
      text: i18n.translate('peakSearch.identify.error.tooLargeText', {
        defaultMessage: 'The server takes no file of this size. Send a smaller version of it.',
      }),
    };
  }
  if (status === undefined) {
    return {
      title: i18n.translate('peakSearch.identify.error.network', {
        defaultMessage: 'The server was not reached',
      }),
      text: i18n.translate('peakSearch.identify.error.networkText', {
        defaultMessage: 'Look whether you are connected, then try again.',
      }),
    };
  }
  return {
    title: i18n.translate('peakSearch.identify.error.other', {
      defaultMessage: 'The question could not be answered',
    }),
    text: error.message,
  };
}
