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
exports.HotpatchVm = exports.HotpatchNetwork = exports.PreviewAccess = exports.ResourceGroup = void 0;
// What this stack is made of, written by hand as far as it is used. In a stack of your own, Pulumi writes
// the components for you (`pulumi package add`), and @pulumi/azure-native has the resource group.
const pulumi = __importStar(require("@pulumi/pulumi"));
class ResourceGroup extends pulumi.CustomResource {
    constructor(name, args, opts) {
        super("azure-native:resources:ResourceGroup", name, { name: undefined, ...args }, opts);
    }
}
exports.ResourceGroup = ResourceGroup;
class PreviewAccess extends pulumi.ComponentResource {
    constructor(name, args, opts) {
        super("azure-hotpatch:index:PreviewAccess", name, { ready: undefined, ...args }, opts, true);
    }
}
exports.PreviewAccess = PreviewAccess;
class HotpatchNetwork extends pulumi.ComponentResource {
    constructor(name, args, opts) {
        super("azure-hotpatch:index:HotpatchNetwork", name, { subnetId: undefined, ...args }, opts, true);
    }
}
exports.HotpatchNetwork = HotpatchNetwork;
class HotpatchVm extends pulumi.ComponentResource {
    constructor(name, args, opts) {
        super("azure-hotpatch:index:HotpatchVm", name, { image: undefined, ...args }, opts, true);
    }
}
exports.HotpatchVm = HotpatchVm;
