/** The merchant's server makes the intent, with the secret key. */
export async function POST() {
  const response = await fetch(`${process.env.GATEWAY_URL}/v1/payment_intents`, {
    method: 'POST',
    headers: { authorization: `Basic ${btoa('sk_test_sandbox:')}` },
    body: new URLSearchParams({ amount: '1999', currency: 'USD' }),
  });
  const intent = await response.json();
  return Response.json({ clientSecret: intent.client_secret });
}
