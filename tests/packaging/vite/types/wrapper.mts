import { Elements } from '@stripe/react-stripe-js';
import { createElement, type ReactElement } from 'react';
import { loadTillkit } from 'tillkit';
import { asStripe } from 'tillkit/stripe';

const stripe = asStripe(loadTillkit('pk_test_1', { assetsBase: 'https://js.provider.example/v1/' }));
export const element: ReactElement = createElement(Elements, { stripe, options: { clientSecret: 'pi_1_secret_2' } });
