#pragma once
// The types of those functions of LLVM 19's C interface that machine code is made with. The library itself is opened
// when it is first needed, so that a program that makes no machine code does not load it; hence types of functions,
// not declarations, and no need of LLVM's own headers. Names are LLVM's with `_f` appended.
#include <stddef.h>
#include <stdint.h>

typedef struct LLVMOpaqueContext *LLVMContextRef;
typedef struct LLVMOpaqueModule *LLVMModuleRef;
typedef struct LLVMOpaqueMemoryBuffer *LLVMMemoryBufferRef;
typedef struct LLVMOpaqueError *LLVMErrorRef;
typedef struct LLVMTarget *LLVMTargetRef;
typedef struct LLVMOpaqueTargetMachine *LLVMTargetMachineRef;
typedef struct LLVMOrcOpaqueLLJIT *LLVMOrcLLJITRef;
typedef struct LLVMOrcOpaqueLLJITBuilder *LLVMOrcLLJITBuilderRef;
typedef struct LLVMOrcOpaqueJITTargetMachineBuilder *LLVMOrcJITTargetMachineBuilderRef;
typedef struct LLVMOrcOpaqueJITDylib *LLVMOrcJITDylibRef;
typedef struct LLVMOrcOpaqueDefinitionGenerator *LLVMOrcDefinitionGeneratorRef;
typedef struct LLVMOrcOpaqueThreadSafeContext *LLVMOrcThreadSafeContextRef;
typedef struct LLVMOrcOpaqueThreadSafeModule *LLVMOrcThreadSafeModuleRef;
typedef struct LLVMOrcOpaqueResourceTracker *LLVMOrcResourceTrackerRef;
typedef uint64_t LLVMOrcExecutorAddress;

typedef void (*LLVMInitialize_f)(void);
typedef void (*LLVMGetVersion_f)(unsigned *major, unsigned *minor, unsigned *patch);
typedef char *(*LLVMGetDefaultTargetTriple_f)(void);
typedef char *(*LLVMGetHostCPUName_f)(void);
typedef char *(*LLVMGetHostCPUFeatures_f)(void);
typedef void (*LLVMDisposeMessage_f)(char *);
typedef char *(*LLVMGetErrorMessage_f)(LLVMErrorRef);
typedef void (*LLVMDisposeErrorMessage_f)(char *);
typedef int (*LLVMGetTargetFromTriple_f)(const char *, LLVMTargetRef *, char **);
typedef LLVMTargetMachineRef (*LLVMCreateTargetMachine_f)(
    LLVMTargetRef, const char *triple, const char *cpu, const char *features, int optimisation, int relocation,
    int codeModel);
typedef LLVMMemoryBufferRef (*LLVMCreateMemoryBufferWithMemoryRangeCopy_f)(const char *, size_t, const char *name);
typedef int (*LLVMParseIRInContext_f)(LLVMContextRef, LLVMMemoryBufferRef, LLVMModuleRef *, char **);
typedef LLVMOrcLLJITBuilderRef (*LLVMOrcCreateLLJITBuilder_f)(void);
typedef LLVMOrcJITTargetMachineBuilderRef (*LLVMOrcJITTargetMachineBuilderCreateFromTargetMachine_f)(
    LLVMTargetMachineRef);
typedef void (*LLVMOrcLLJITBuilderSetJITTargetMachineBuilder_f)(
    LLVMOrcLLJITBuilderRef, LLVMOrcJITTargetMachineBuilderRef);
typedef LLVMErrorRef (*LLVMOrcCreateLLJIT_f)(LLVMOrcLLJITRef *, LLVMOrcLLJITBuilderRef);
typedef LLVMOrcJITDylibRef (*LLVMOrcLLJITGetMainJITDylib_f)(LLVMOrcLLJITRef);
typedef char (*LLVMOrcLLJITGetGlobalPrefix_f)(LLVMOrcLLJITRef);
typedef LLVMErrorRef (*LLVMOrcCreateDynamicLibrarySearchGeneratorForProcess_f)(
    LLVMOrcDefinitionGeneratorRef *, char prefix, void *filter, void *filterContext);
typedef void (*LLVMOrcJITDylibAddGenerator_f)(LLVMOrcJITDylibRef, LLVMOrcDefinitionGeneratorRef);
typedef LLVMOrcThreadSafeContextRef (*LLVMOrcCreateNewThreadSafeContext_f)(void);
typedef LLVMContextRef (*LLVMOrcThreadSafeContextGetContext_f)(LLVMOrcThreadSafeContextRef);
typedef void (*LLVMOrcDisposeThreadSafeContext_f)(LLVMOrcThreadSafeContextRef);
typedef LLVMOrcThreadSafeModuleRef (*LLVMOrcCreateNewThreadSafeModule_f)(LLVMModuleRef, LLVMOrcThreadSafeContextRef);
typedef LLVMOrcResourceTrackerRef (*LLVMOrcJITDylibCreateResourceTracker_f)(LLVMOrcJITDylibRef);
typedef LLVMErrorRef (*LLVMOrcResourceTrackerRemove_f)(LLVMOrcResourceTrackerRef);
typedef void (*LLVMOrcReleaseResourceTracker_f)(LLVMOrcResourceTrackerRef);
typedef LLVMErrorRef (*LLVMOrcLLJITAddLLVMIRModuleWithRT_f)(
    LLVMOrcLLJITRef, LLVMOrcResourceTrackerRef, LLVMOrcThreadSafeModuleRef);
typedef LLVMErrorRef (*LLVMOrcLLJITLookup_f)(LLVMOrcLLJITRef, LLVMOrcExecutorAddress *, const char *name);

// The signatures of the functions that are made. Those of steps return 0, and have done nothing, where a reciprocal that they
// multiply by is out of range.
typedef void (*bp_batch_function)(
    const double *const *lanes, const double *uniforms, int64_t count, double *output, int64_t stride);
typedef int32_t (*bp_step_function)(
    double *const *columns, const double *uniforms, int64_t count, int64_t stride, const double *tolerances);
typedef int32_t (*bp_trajectory_function)(
    double *states, const double *uniforms, int64_t count, int64_t stride, const double *grid, int64_t first,
    int64_t last, int64_t every, double *output, int64_t columnStride, int64_t pointStride, double *taken,
    uint64_t seed, const int64_t *streams);
