"""Microsoft.Compute: virtual machines, their extensions, disks and images."""
