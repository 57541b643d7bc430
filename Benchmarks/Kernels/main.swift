import Kernels

print(KernelSet.available.map(\.name))
