// A client that knows proto/ and gRPC alone: asks a served ledger, records in it, and prints what it was told.
//
// usage: node grpc_client.mjs SOURCE_DIR ADDRESS
import { credentials, loadPackageDefinition, status } from "@grpc/grpc-js";
import { loadSync } from "@grpc/proto-loader";

const [sourceDir, address] = process.argv.slice(2);
const names = ["proto/service.proto", "proto/status.proto", "proto/refusal.proto"];
const definition = loadSync(names, { includeDirs: [sourceDir], longs: String, defaults: true });
const { LedgerService } = loadPackageDefinition(definition).tranche.v1;
const ledger = new LedgerService(address, credentials.createInsecure());

const call = (name, request) =>
  new Promise((answered, failed) => {
    const deadline = Date.now() + 30_000;
    ledger[name](request, { deadline }, (error, answer) => (error ? failed(error) : answered(answer)));
  });

// The data of a refusal, from where every language of gRPC looks for it.
function refusalOf(error) {
  const [bytes] = error.metadata.get("grpc-status-details-bin");
  const { details } = definition["tranche.v1.StatusDetails"].deserialize(bytes);
  return definition["tranche.v1.Refusal"].deserialize(details[0].value);
}

const payment = {
  kind: "disbursement", unit: "P1", source: "national", area: "fairs", fiscalYear: 2024, amount: "1",
  effective: "2024-03-05", options: { actor: "node", key: "grpc-js" },
};

const balance = await call("GetBalance", { question: { unit: "P1", asOf: "2024-12-31" } });
console.log("disbursed", balance.report.total.disbursed);
const first = await call("Record", payment);
const again = await call("Record", payment);
console.log("recorded", first.receipt.sequence === again.receipt.sequence ? "once" : "twice");
let plans = 0;
for await (const { part } of ledger.ListEvents({ kind: "plan" })) plans += part.events.length;
console.log("plans", plans);
try {
  await call("GetBalance", { question: { unit: "no such unit" } });
} catch (error) {
  console.log("refused", status[error.code], refusalOf(error).code);
}
ledger.close();
