import { i18n } from '@kbn/i18n';
import { ApiError } from '../services/api_client';

/** A failure, as the app shows it: what is so, and what to do next. */
export interface FailureWords {
  title: string;
  body: string;
  /** Asking again may help. */
  canRetry: boolean;
}

const translate = i18n.translate;

/**
 * Puts a failed request into words. Where the server wrote a sentence, that is the body: it knows which index, which
 * file and which setting.
 */
export function failureWords(error: Error): FailureWords {
  if (!(error instanceof ApiError)) {
    return {
      title: translate('peakSearch.failure.unknown.title', {
        defaultMessage: 'Something went wrong',
      }),
      body: error.message,
      canRetry: true,
    };
  }
  if (error.status === undefined) {
    return {
      title: translate('peakSearch.failure.network.title', {
        defaultMessage: 'The server does not answer',
      }),
      body: translate('peakSearch.failure.network.body', {
        defaultMessage:
          'Check that you are online and that the server is running, then try again. Your search is kept.',
      }),
      canRetry: true,
    };
  }
  const body = error.message;
  switch (error.code) {
    case 'elasticsearch_unreachable':
      return {
        title: translate('peakSearch.failure.elasticsearch.title', {
          defaultMessage: 'Elasticsearch cannot be reached',
        }),
        body,
        canRetry: true,
      };
    case 'index_missing':
      return {
        title: translate('peakSearch.failure.indexMissing.title', {
          defaultMessage: 'There is no photo library yet',
        }),
        body,
        canRetry: true,
      };
    case 'model_missing':
      return {
        title: translate('peakSearch.failure.modelMissing.title', {
          defaultMessage: 'Searching by words needs a model',
        }),
        body,
        canRetry: true,
      };
    case 'model_mismatch':
      return {
        title: translate('peakSearch.failure.modelMismatch.title', {
          defaultMessage: 'The model does not fit the library',
        }),
        body,
        canRetry: false,
      };
    case 'busy':
    case 'timeout':
      return {
        title: translate('peakSearch.failure.busy.title', {
          defaultMessage: 'The server is busy',
        }),
        body,
        canRetry: true,
      };
    case 'forbidden':
      return forbidden(body);
    case 'bad_request':
      return {
        title: translate('peakSearch.failure.badRequest.title', {
          defaultMessage: 'This search cannot be run',
        }),
        body,
        canRetry: false,
      };
    default:
      return error.status === 401 || error.status === 403
        ? forbidden(body)
        : {
            title: translate('peakSearch.failure.internal.title', {
              defaultMessage: 'The search failed',
            }),
            body,
            canRetry: true,
          };
  }
}

function forbidden(body: string): FailureWords {
  return {
    title: translate('peakSearch.failure.forbidden.title', {
      defaultMessage: 'You may not see these photos',
    }),
    body: `${body} ${translate('peakSearch.failure.forbidden.next', {
      defaultMessage:
        'Ask whoever runs this Kibana for the privilege “Peak Search” and for read access to its indices.',
    })}`,
    canRetry: true,
  };
}
