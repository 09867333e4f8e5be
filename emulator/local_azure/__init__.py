"""A local Azure: Azure Resource Manager on a loopback port, and a stand-in for azure-native."""
