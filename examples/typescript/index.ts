// Another team's stack: a machine that patches without reboots and encrypts at its host.
import * as pulumi from "@pulumi/pulumi";
import { HotpatchNetwork, HotpatchVm, PreviewAccess, ResourceGroup } from "./resources";

const group = new ResourceGroup("group", { resourceGroupName: "shop" });
const access = new PreviewAccess("access", { features: ["EncryptionAtHost"] });
const network = new HotpatchNetwork("network", { resourceGroupName: group.name });
const web = new HotpatchVm(
    "web",
    {
        resourceGroupName: group.name,
        subnetId: network.subnetId,
        adminUsername: "keeper",
        adminPassword: new pulumi.Config().requireSecret("password"),
        encryptionAtHost: true,
    },
    { dependsOn: access },
);

export const image = web.image;
