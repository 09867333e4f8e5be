"""A Pulumi plugin that stands in for pulumi-resource-azure-native, on the local Azure only."""
