// Brings this stack up from Node alone, with Pulumi's Automation API: `npm run up`. The command `pulumi`
// must be on PATH, and nothing else of Pulumi's Node.js installation.
import { LocalWorkspace } from "@pulumi/pulumi/automation";

async function main(): Promise<void> {
    const stack = await LocalWorkspace.createOrSelectStack(
        { stackName: "dev", projectName: "shop", program: async () => await import("./index.js") },
        { workDir: process.cwd() },
    );
    const expectNoChanges = process.argv.includes("--expect-no-changes");
    const done = await stack.up({ onOutput: console.log, expectNoChanges });
    console.log(done.outputs["image"]?.value);
}

main().catch((error: Error) => {
    console.error(error.message);
    process.exit(1);
});
