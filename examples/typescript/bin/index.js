"use strict";
var __createBinding = (this && this.__createBinding) || (Object.create ? (function(o, m, k, k2) {
    if (k2 === undefined) k2 = k;
    var desc = Object.getOwnPropertyDescriptor(m, k);
    if (!desc || ("get" in desc ? !m.__esModule : desc.writable || desc.configurable)) {
      desc = { enumerable: true, get: function() { return m[k]; } };
    }
    Object.defineProperty(o, k2, desc);
}) : (function(o, m, k, k2) {
    if (k2 === undefined) k2 = k;
    o[k2] = m[k];
}));
var __setModuleDefault = (this && this.__setModuleDefault) || (Object.create ? (function(o, v) {
    Object.defineProperty(o, "default", { enumerable: true, value: v });
}) : function(o, v) {
    o["default"] = v;
});
var __importStar = (this && this.__importStar) || (function () {
    var ownKeys = function(o) {
        ownKeys = Object.getOwnPropertyNames || function (o) {
            var ar = [];
            for (var k in o) if (Object.prototype.hasOwnProperty.call(o, k)) ar[ar.length] = k;
            return ar;
        };
        return ownKeys(o);
    };
    return function (mod) {
        if (mod && mod.__esModule) return mod;
        var result = {};
        if (mod != null) for (var k = ownKeys(mod), i = 0; i < k.length; i++) if (k[i] !== "default") __createBinding(result, mod, k[i]);
        __setModuleDefault(result, mod);
        return result;
    };
})();
Object.defineProperty(exports, "__esModule", { value: true });
exports.image = void 0;
// Another team's stack: a machine that patches without reboots and encrypts at its host.
const pulumi = __importStar(require("@pulumi/pulumi"));
const resources_1 = require("./resources");
const group = new resources_1.ResourceGroup("group", { resourceGroupName: "shop" });
const access = new resources_1.PreviewAccess("access", { features: ["EncryptionAtHost"] });
const network = new resources_1.HotpatchNetwork("network", { resourceGroupName: group.name });
const web = new resources_1.HotpatchVm("web", {
    resourceGroupName: group.name,
    subnetId: network.subnetId,
    adminUsername: "keeper",
    adminPassword: new pulumi.Config().requireSecret("password"),
    encryptionAtHost: true,
}, { dependsOn: access });
exports.image = web.image;
