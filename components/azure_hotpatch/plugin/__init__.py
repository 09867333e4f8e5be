"""The Pulumi plugin `azure-hotpatch`: the components, and registrations with Azure."""
