import * as ElasticEui from '@elastic/eui';
import * as EmotionReact from '@emotion/react';
import * as KbnI18n from '@kbn/i18n';
import * as KbnI18nReact from '@kbn/i18n-react';
import Lodash from 'lodash';
import Moment from 'moment';
import React from 'react';
import ReactDom from 'react-dom';
import * as Rxjs from 'rxjs';

/** The one door through which browser bundles get React, EUI and the like: the same global as in Kibana. */
Object.assign(globalThis, {
  __kbnSharedDeps__: {
    ElasticEui,
    EmotionReact,
    KbnI18n,
    KbnI18nReact,
    Lodash,
    Moment,
    React,
    ReactDom,
    Rxjs,
  },
});
