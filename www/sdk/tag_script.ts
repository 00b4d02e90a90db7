// The loader with `<tillkit-payment>`, for a script tag: in the place of tillkit.js, or beside it.

import './script';
import { definePaymentTag } from './payment_tag';

definePaymentTag((key, options) => window.Tillkit(key, options));
