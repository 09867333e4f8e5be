// What this stack is made of, written by hand as far as it is used. In a stack of your own, Pulumi writes
// the components for you (`pulumi package add`), and @pulumi/azure-native has the resource group.
import * as pulumi from "@pulumi/pulumi";

export class ResourceGroup extends pulumi.CustomResource {
    /** Name of the resource group in Azure. */
    public readonly name!: pulumi.Output<string>;

    constructor(name: string, args: { resourceGroupName: string }, opts?: pulumi.CustomResourceOptions) {
        super("azure-native:resources:ResourceGroup", name, { name: undefined, ...args }, opts);
    }
}

export class PreviewAccess extends pulumi.ComponentResource {
    /** `/subscriptions/{id}`, as soon as everything is registered. */
    public readonly ready!: pulumi.Output<string>;

    constructor(name: string, args: { features?: string[] }, opts?: pulumi.ComponentResourceOptions) {
        super("azure-hotpatch:index:PreviewAccess", name, { ready: undefined, ...args }, opts, true);
    }
}

export class HotpatchNetwork extends pulumi.ComponentResource {
    /** ARM id of the machines' subnet. */
    public readonly subnetId!: pulumi.Output<string>;

    constructor(
        name: string,
        args: { resourceGroupName: pulumi.Input<string> },
        opts?: pulumi.ComponentResourceOptions,
    ) {
        super("azure-hotpatch:index:HotpatchNetwork", name, { subnetId: undefined, ...args }, opts, true);
    }
}

export interface HotpatchVmArgs {
    resourceGroupName: pulumi.Input<string>;
    subnetId: pulumi.Input<string>;
    adminUsername: string;
    adminPassword: pulumi.Input<string>;
    encryptionAtHost?: boolean;
    size?: string;
}

export class HotpatchVm extends pulumi.ComponentResource {
    /** Image of the machine, `publisher:offer:sku:version`. */
    public readonly image!: pulumi.Output<string>;

    constructor(name: string, args: HotpatchVmArgs, opts?: pulumi.ComponentResourceOptions) {
        super("azure-hotpatch:index:HotpatchVm", name, { image: undefined, ...args }, opts, true);
    }
}
