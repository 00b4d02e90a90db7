import { loadTillkit } from 'tillkit';
import { Checkout } from './Checkout.jsx';

export default async function Page() {
  const onServer = await loadTillkit('pk_test_sandbox', { assetsBase: 'http://127.0.0.1:4241/v1/' });
  return (
    <main>
      <p id="on-server">{JSON.stringify(onServer)}</p>
      <Checkout />
    </main>
  );
}
