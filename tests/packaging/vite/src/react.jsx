import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { Checkout } from './Checkout.jsx';

const { clientSecret } = await (await fetch('/create-payment-intent', { method: 'POST' })).json();
createRoot(document.getElementById('root')).render(<StrictMode><Checkout clientSecret={clientSecret} /></StrictMode>);
