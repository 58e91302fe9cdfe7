// Generated from spec/junction.openapi.yaml. Do not edit. Run `npm run generate`.
// @ts-nocheck
"use strict";
export const panelConfig = validate20;
const schema31 = {"$id":"panelConfig","$ref":"junction#/components/schemas/PanelConfig"};
const schema33 = {"type":"object","description":"The lab tests and options of one panel. IDs are valid in one team and one environment.","properties":{"labTestIds":{"type":"array","minItems":1,"description":"At least one lab test. All have the same lab and the same collection method.","items":{"type":"string","format":"uuid"}},"collectionMethod":{"type":"string","description":"Overrides the method of the lab test. Junction rejects `testkit` here.","enum":["walk_in_test","at_home_phlebotomy","on_site_collection"]},"labAccountId":{"type":"string","format":"uuid","description":"ID of the account at the lab. Required if the team has several active accounts at the lab."},"billingType":{"$ref":"#/components/schemas/BillingType"},"physician":{"$ref":"#/components/schemas/Physician"},"clinicalNotes":{"type":"string","maxLength":1000,"description":"Notes for the lab. Some labs print them on the requisition."},"aoeAnswers":{"type":"array","description":"Input for the questions that some markers have at order entry.","items":{"$ref":"#/components/schemas/AoeAnswer"}}},"required":["labTestIds"],"additionalProperties":false};
const schema34 = {"type":"string","description":"Who pays the lab. Default: `client_bill`.","enum":["client_bill","commercial_insurance","patient_bill_passthrough","patient_bill"]};
const schema35 = {"type":"object","description":"The ordering physician. Default: a physician of Junction's network. Some labs require a physician\nfor delegated accounts.\n","properties":{"first_name":{"type":"string","pattern":"\\S","description":"Given name."},"last_name":{"type":"string","pattern":"\\S","description":"Family name."},"npi":{"type":"string","pattern":"\\S","description":"National Provider Identifier."},"email":{"type":["string","null"],"pattern":"\\S","description":"Email address."},"licensed_states":{"type":["array","null"],"description":"States in which the physician is licensed.","items":{"type":"string","pattern":"\\S"}},"signature_image":{"type":["string","null"],"description":"Image of the signature."}},"required":["first_name","last_name","npi"],"additionalProperties":false};
const schema36 = {"type":"object","description":"Input for a question at order entry.","properties":{"marker_id":{"type":"integer","description":"ID of the marker that has the question."},"question_id":{"type":"integer","description":"ID of the question."},"answer":{"type":"string","pattern":"\\S","description":"Input for the question."}},"required":["marker_id","question_id","answer"],"additionalProperties":false};
const formats0 = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const pattern4 = new RegExp("\\S", "u");
const func1 = function ucs2length(str) {
    const len = str.length;
    let length = 0;
    let pos = 0;
    let value;
    while (pos < len) {
        length++;
        value = str.charCodeAt(pos++);
        if (value >= 0xd800 && value <= 0xdbff && pos < len) {
            // high surrogate, and there is a next character
            value = str.charCodeAt(pos);
            if ((value & 0xfc00) === 0xdc00)
                pos++; // low surrogate
        }
    }
    return length;
};

function validate22(data, {instancePath="", parentData, parentDataProperty, rootData=data, dynamicAnchors={}}={}){
let vErrors = null;
let errors = 0;
const evaluated0 = validate22.evaluated;
if(evaluated0.dynamicProps){
evaluated0.props = undefined;
}
if(evaluated0.dynamicItems){
evaluated0.items = undefined;
}
if(data && typeof data == "object" && !Array.isArray(data)){
if(data.labTestIds === undefined){
const err0 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "labTestIds"},schema:schema33.required,parentSchema:schema33,data};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
for(const key0 in data){
if(!(((((((key0 === "labTestIds") || (key0 === "collectionMethod")) || (key0 === "labAccountId")) || (key0 === "billingType")) || (key0 === "physician")) || (key0 === "clinicalNotes")) || (key0 === "aoeAnswers"))){
const err1 = {instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0},schema:false,parentSchema:schema33,data};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
}
if(data.labTestIds !== undefined){
let data0 = data.labTestIds;
if(Array.isArray(data0)){
if(data0.length < 1){
const err2 = {instancePath:instancePath+"/labTestIds",schemaPath:"#/properties/labTestIds/minItems",keyword:"minItems",params:{limit: 1},schema:1,parentSchema:schema33.properties.labTestIds,data:data0};
if(vErrors === null){
vErrors = [err2];
}
else {
vErrors.push(err2);
}
errors++;
}
const len0 = data0.length;
for(let i0=0; i0<len0; i0++){
let data1 = data0[i0];
if(typeof data1 === "string"){
if(!(formats0.test(data1))){
const err3 = {instancePath:instancePath+"/labTestIds/" + i0,schemaPath:"#/properties/labTestIds/items/format",keyword:"format",params:{format: "uuid"},schema:"uuid",parentSchema:schema33.properties.labTestIds.items,data:data1};
if(vErrors === null){
vErrors = [err3];
}
else {
vErrors.push(err3);
}
errors++;
}
}
else {
const err4 = {instancePath:instancePath+"/labTestIds/" + i0,schemaPath:"#/properties/labTestIds/items/type",keyword:"type",params:{type: "string"},schema:schema33.properties.labTestIds.items.type,parentSchema:schema33.properties.labTestIds.items,data:data1};
if(vErrors === null){
vErrors = [err4];
}
else {
vErrors.push(err4);
}
errors++;
}
}
}
else {
const err5 = {instancePath:instancePath+"/labTestIds",schemaPath:"#/properties/labTestIds/type",keyword:"type",params:{type: "array"},schema:schema33.properties.labTestIds.type,parentSchema:schema33.properties.labTestIds,data:data0};
if(vErrors === null){
vErrors = [err5];
}
else {
vErrors.push(err5);
}
errors++;
}
}
if(data.collectionMethod !== undefined){
let data2 = data.collectionMethod;
if(typeof data2 !== "string"){
const err6 = {instancePath:instancePath+"/collectionMethod",schemaPath:"#/properties/collectionMethod/type",keyword:"type",params:{type: "string"},schema:schema33.properties.collectionMethod.type,parentSchema:schema33.properties.collectionMethod,data:data2};
if(vErrors === null){
vErrors = [err6];
}
else {
vErrors.push(err6);
}
errors++;
}
if(!(((data2 === "walk_in_test") || (data2 === "at_home_phlebotomy")) || (data2 === "on_site_collection"))){
const err7 = {instancePath:instancePath+"/collectionMethod",schemaPath:"#/properties/collectionMethod/enum",keyword:"enum",params:{allowedValues: schema33.properties.collectionMethod.enum},schema:schema33.properties.collectionMethod.enum,parentSchema:schema33.properties.collectionMethod,data:data2};
if(vErrors === null){
vErrors = [err7];
}
else {
vErrors.push(err7);
}
errors++;
}
}
if(data.labAccountId !== undefined){
let data3 = data.labAccountId;
if(typeof data3 === "string"){
if(!(formats0.test(data3))){
const err8 = {instancePath:instancePath+"/labAccountId",schemaPath:"#/properties/labAccountId/format",keyword:"format",params:{format: "uuid"},schema:"uuid",parentSchema:schema33.properties.labAccountId,data:data3};
if(vErrors === null){
vErrors = [err8];
}
else {
vErrors.push(err8);
}
errors++;
}
}
else {
const err9 = {instancePath:instancePath+"/labAccountId",schemaPath:"#/properties/labAccountId/type",keyword:"type",params:{type: "string"},schema:schema33.properties.labAccountId.type,parentSchema:schema33.properties.labAccountId,data:data3};
if(vErrors === null){
vErrors = [err9];
}
else {
vErrors.push(err9);
}
errors++;
}
}
if(data.billingType !== undefined){
let data4 = data.billingType;
if(typeof data4 !== "string"){
const err10 = {instancePath:instancePath+"/billingType",schemaPath:"#/components/schemas/BillingType/type",keyword:"type",params:{type: "string"},schema:schema34.type,parentSchema:schema34,data:data4};
if(vErrors === null){
vErrors = [err10];
}
else {
vErrors.push(err10);
}
errors++;
}
if(!((((data4 === "client_bill") || (data4 === "commercial_insurance")) || (data4 === "patient_bill_passthrough")) || (data4 === "patient_bill"))){
const err11 = {instancePath:instancePath+"/billingType",schemaPath:"#/components/schemas/BillingType/enum",keyword:"enum",params:{allowedValues: schema34.enum},schema:schema34.enum,parentSchema:schema34,data:data4};
if(vErrors === null){
vErrors = [err11];
}
else {
vErrors.push(err11);
}
errors++;
}
}
if(data.physician !== undefined){
let data5 = data.physician;
if(data5 && typeof data5 == "object" && !Array.isArray(data5)){
if(data5.first_name === undefined){
const err12 = {instancePath:instancePath+"/physician",schemaPath:"#/components/schemas/Physician/required",keyword:"required",params:{missingProperty: "first_name"},schema:schema35.required,parentSchema:schema35,data:data5};
if(vErrors === null){
vErrors = [err12];
}
else {
vErrors.push(err12);
}
errors++;
}
if(data5.last_name === undefined){
const err13 = {instancePath:instancePath+"/physician",schemaPath:"#/components/schemas/Physician/required",keyword:"required",params:{missingProperty: "last_name"},schema:schema35.required,parentSchema:schema35,data:data5};
if(vErrors === null){
vErrors = [err13];
}
else {
vErrors.push(err13);
}
errors++;
}
if(data5.npi === undefined){
const err14 = {instancePath:instancePath+"/physician",schemaPath:"#/components/schemas/Physician/required",keyword:"required",params:{missingProperty: "npi"},schema:schema35.required,parentSchema:schema35,data:data5};
if(vErrors === null){
vErrors = [err14];
}
else {
vErrors.push(err14);
}
errors++;
}
for(const key1 in data5){
if(!((((((key1 === "first_name") || (key1 === "last_name")) || (key1 === "npi")) || (key1 === "email")) || (key1 === "licensed_states")) || (key1 === "signature_image"))){
const err15 = {instancePath:instancePath+"/physician",schemaPath:"#/components/schemas/Physician/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key1},schema:false,parentSchema:schema35,data:data5};
if(vErrors === null){
vErrors = [err15];
}
else {
vErrors.push(err15);
}
errors++;
}
}
if(data5.first_name !== undefined){
let data6 = data5.first_name;
if(typeof data6 === "string"){
if(!pattern4.test(data6)){
const err16 = {instancePath:instancePath+"/physician/first_name",schemaPath:"#/components/schemas/Physician/properties/first_name/pattern",keyword:"pattern",params:{pattern: "\\S"},schema:"\\S",parentSchema:schema35.properties.first_name,data:data6};
if(vErrors === null){
vErrors = [err16];
}
else {
vErrors.push(err16);
}
errors++;
}
}
else {
const err17 = {instancePath:instancePath+"/physician/first_name",schemaPath:"#/components/schemas/Physician/properties/first_name/type",keyword:"type",params:{type: "string"},schema:schema35.properties.first_name.type,parentSchema:schema35.properties.first_name,data:data6};
if(vErrors === null){
vErrors = [err17];
}
else {
vErrors.push(err17);
}
errors++;
}
}
if(data5.last_name !== undefined){
let data7 = data5.last_name;
if(typeof data7 === "string"){
if(!pattern4.test(data7)){
const err18 = {instancePath:instancePath+"/physician/last_name",schemaPath:"#/components/schemas/Physician/properties/last_name/pattern",keyword:"pattern",params:{pattern: "\\S"},schema:"\\S",parentSchema:schema35.properties.last_name,data:data7};
if(vErrors === null){
vErrors = [err18];
}
else {
vErrors.push(err18);
}
errors++;
}
}
else {
const err19 = {instancePath:instancePath+"/physician/last_name",schemaPath:"#/components/schemas/Physician/properties/last_name/type",keyword:"type",params:{type: "string"},schema:schema35.properties.last_name.type,parentSchema:schema35.properties.last_name,data:data7};
if(vErrors === null){
vErrors = [err19];
}
else {
vErrors.push(err19);
}
errors++;
}
}
if(data5.npi !== undefined){
let data8 = data5.npi;
if(typeof data8 === "string"){
if(!pattern4.test(data8)){
const err20 = {instancePath:instancePath+"/physician/npi",schemaPath:"#/components/schemas/Physician/properties/npi/pattern",keyword:"pattern",params:{pattern: "\\S"},schema:"\\S",parentSchema:schema35.properties.npi,data:data8};
if(vErrors === null){
vErrors = [err20];
}
else {
vErrors.push(err20);
}
errors++;
}
}
else {
const err21 = {instancePath:instancePath+"/physician/npi",schemaPath:"#/components/schemas/Physician/properties/npi/type",keyword:"type",params:{type: "string"},schema:schema35.properties.npi.type,parentSchema:schema35.properties.npi,data:data8};
if(vErrors === null){
vErrors = [err21];
}
else {
vErrors.push(err21);
}
errors++;
}
}
if(data5.email !== undefined){
let data9 = data5.email;
if((typeof data9 !== "string") && (data9 !== null)){
const err22 = {instancePath:instancePath+"/physician/email",schemaPath:"#/components/schemas/Physician/properties/email/type",keyword:"type",params:{type: schema35.properties.email.type},schema:schema35.properties.email.type,parentSchema:schema35.properties.email,data:data9};
if(vErrors === null){
vErrors = [err22];
}
else {
vErrors.push(err22);
}
errors++;
}
if(typeof data9 === "string"){
if(!pattern4.test(data9)){
const err23 = {instancePath:instancePath+"/physician/email",schemaPath:"#/components/schemas/Physician/properties/email/pattern",keyword:"pattern",params:{pattern: "\\S"},schema:"\\S",parentSchema:schema35.properties.email,data:data9};
if(vErrors === null){
vErrors = [err23];
}
else {
vErrors.push(err23);
}
errors++;
}
}
}
if(data5.licensed_states !== undefined){
let data10 = data5.licensed_states;
if((!(Array.isArray(data10))) && (data10 !== null)){
const err24 = {instancePath:instancePath+"/physician/licensed_states",schemaPath:"#/components/schemas/Physician/properties/licensed_states/type",keyword:"type",params:{type: schema35.properties.licensed_states.type},schema:schema35.properties.licensed_states.type,parentSchema:schema35.properties.licensed_states,data:data10};
if(vErrors === null){
vErrors = [err24];
}
else {
vErrors.push(err24);
}
errors++;
}
if(Array.isArray(data10)){
const len1 = data10.length;
for(let i1=0; i1<len1; i1++){
let data11 = data10[i1];
if(typeof data11 === "string"){
if(!pattern4.test(data11)){
const err25 = {instancePath:instancePath+"/physician/licensed_states/" + i1,schemaPath:"#/components/schemas/Physician/properties/licensed_states/items/pattern",keyword:"pattern",params:{pattern: "\\S"},schema:"\\S",parentSchema:schema35.properties.licensed_states.items,data:data11};
if(vErrors === null){
vErrors = [err25];
}
else {
vErrors.push(err25);
}
errors++;
}
}
else {
const err26 = {instancePath:instancePath+"/physician/licensed_states/" + i1,schemaPath:"#/components/schemas/Physician/properties/licensed_states/items/type",keyword:"type",params:{type: "string"},schema:schema35.properties.licensed_states.items.type,parentSchema:schema35.properties.licensed_states.items,data:data11};
if(vErrors === null){
vErrors = [err26];
}
else {
vErrors.push(err26);
}
errors++;
}
}
}
}
if(data5.signature_image !== undefined){
let data12 = data5.signature_image;
if((typeof data12 !== "string") && (data12 !== null)){
const err27 = {instancePath:instancePath+"/physician/signature_image",schemaPath:"#/components/schemas/Physician/properties/signature_image/type",keyword:"type",params:{type: schema35.properties.signature_image.type},schema:schema35.properties.signature_image.type,parentSchema:schema35.properties.signature_image,data:data12};
if(vErrors === null){
vErrors = [err27];
}
else {
vErrors.push(err27);
}
errors++;
}
}
}
else {
const err28 = {instancePath:instancePath+"/physician",schemaPath:"#/components/schemas/Physician/type",keyword:"type",params:{type: "object"},schema:schema35.type,parentSchema:schema35,data:data5};
if(vErrors === null){
vErrors = [err28];
}
else {
vErrors.push(err28);
}
errors++;
}
}
if(data.clinicalNotes !== undefined){
let data13 = data.clinicalNotes;
if(typeof data13 === "string"){
if(func1(data13) > 1000){
const err29 = {instancePath:instancePath+"/clinicalNotes",schemaPath:"#/properties/clinicalNotes/maxLength",keyword:"maxLength",params:{limit: 1000},schema:1000,parentSchema:schema33.properties.clinicalNotes,data:data13};
if(vErrors === null){
vErrors = [err29];
}
else {
vErrors.push(err29);
}
errors++;
}
}
else {
const err30 = {instancePath:instancePath+"/clinicalNotes",schemaPath:"#/properties/clinicalNotes/type",keyword:"type",params:{type: "string"},schema:schema33.properties.clinicalNotes.type,parentSchema:schema33.properties.clinicalNotes,data:data13};
if(vErrors === null){
vErrors = [err30];
}
else {
vErrors.push(err30);
}
errors++;
}
}
if(data.aoeAnswers !== undefined){
let data14 = data.aoeAnswers;
if(Array.isArray(data14)){
const len2 = data14.length;
for(let i2=0; i2<len2; i2++){
let data15 = data14[i2];
if(data15 && typeof data15 == "object" && !Array.isArray(data15)){
if(data15.marker_id === undefined){
const err31 = {instancePath:instancePath+"/aoeAnswers/" + i2,schemaPath:"#/components/schemas/AoeAnswer/required",keyword:"required",params:{missingProperty: "marker_id"},schema:schema36.required,parentSchema:schema36,data:data15};
if(vErrors === null){
vErrors = [err31];
}
else {
vErrors.push(err31);
}
errors++;
}
if(data15.question_id === undefined){
const err32 = {instancePath:instancePath+"/aoeAnswers/" + i2,schemaPath:"#/components/schemas/AoeAnswer/required",keyword:"required",params:{missingProperty: "question_id"},schema:schema36.required,parentSchema:schema36,data:data15};
if(vErrors === null){
vErrors = [err32];
}
else {
vErrors.push(err32);
}
errors++;
}
if(data15.answer === undefined){
const err33 = {instancePath:instancePath+"/aoeAnswers/" + i2,schemaPath:"#/components/schemas/AoeAnswer/required",keyword:"required",params:{missingProperty: "answer"},schema:schema36.required,parentSchema:schema36,data:data15};
if(vErrors === null){
vErrors = [err33];
}
else {
vErrors.push(err33);
}
errors++;
}
for(const key2 in data15){
if(!(((key2 === "marker_id") || (key2 === "question_id")) || (key2 === "answer"))){
const err34 = {instancePath:instancePath+"/aoeAnswers/" + i2,schemaPath:"#/components/schemas/AoeAnswer/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key2},schema:false,parentSchema:schema36,data:data15};
if(vErrors === null){
vErrors = [err34];
}
else {
vErrors.push(err34);
}
errors++;
}
}
if(data15.marker_id !== undefined){
let data16 = data15.marker_id;
if(!(((typeof data16 == "number") && (!(data16 % 1) && !isNaN(data16))) && (isFinite(data16)))){
const err35 = {instancePath:instancePath+"/aoeAnswers/" + i2+"/marker_id",schemaPath:"#/components/schemas/AoeAnswer/properties/marker_id/type",keyword:"type",params:{type: "integer"},schema:schema36.properties.marker_id.type,parentSchema:schema36.properties.marker_id,data:data16};
if(vErrors === null){
vErrors = [err35];
}
else {
vErrors.push(err35);
}
errors++;
}
}
if(data15.question_id !== undefined){
let data17 = data15.question_id;
if(!(((typeof data17 == "number") && (!(data17 % 1) && !isNaN(data17))) && (isFinite(data17)))){
const err36 = {instancePath:instancePath+"/aoeAnswers/" + i2+"/question_id",schemaPath:"#/components/schemas/AoeAnswer/properties/question_id/type",keyword:"type",params:{type: "integer"},schema:schema36.properties.question_id.type,parentSchema:schema36.properties.question_id,data:data17};
if(vErrors === null){
vErrors = [err36];
}
else {
vErrors.push(err36);
}
errors++;
}
}
if(data15.answer !== undefined){
let data18 = data15.answer;
if(typeof data18 === "string"){
if(!pattern4.test(data18)){
const err37 = {instancePath:instancePath+"/aoeAnswers/" + i2+"/answer",schemaPath:"#/components/schemas/AoeAnswer/properties/answer/pattern",keyword:"pattern",params:{pattern: "\\S"},schema:"\\S",parentSchema:schema36.properties.answer,data:data18};
if(vErrors === null){
vErrors = [err37];
}
else {
vErrors.push(err37);
}
errors++;
}
}
else {
const err38 = {instancePath:instancePath+"/aoeAnswers/" + i2+"/answer",schemaPath:"#/components/schemas/AoeAnswer/properties/answer/type",keyword:"type",params:{type: "string"},schema:schema36.properties.answer.type,parentSchema:schema36.properties.answer,data:data18};
if(vErrors === null){
vErrors = [err38];
}
else {
vErrors.push(err38);
}
errors++;
}
}
}
else {
const err39 = {instancePath:instancePath+"/aoeAnswers/" + i2,schemaPath:"#/components/schemas/AoeAnswer/type",keyword:"type",params:{type: "object"},schema:schema36.type,parentSchema:schema36,data:data15};
if(vErrors === null){
vErrors = [err39];
}
else {
vErrors.push(err39);
}
errors++;
}
}
}
else {
const err40 = {instancePath:instancePath+"/aoeAnswers",schemaPath:"#/properties/aoeAnswers/type",keyword:"type",params:{type: "array"},schema:schema33.properties.aoeAnswers.type,parentSchema:schema33.properties.aoeAnswers,data:data14};
if(vErrors === null){
vErrors = [err40];
}
else {
vErrors.push(err40);
}
errors++;
}
}
}
else {
const err41 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"},schema:schema33.type,parentSchema:schema33,data};
if(vErrors === null){
vErrors = [err41];
}
else {
vErrors.push(err41);
}
errors++;
}
validate22.errors = vErrors;
return errors === 0;
}
validate22.evaluated = {"props":true,"dynamicProps":false,"dynamicItems":false};


function validate20(data, {instancePath="", parentData, parentDataProperty, rootData=data, dynamicAnchors={}}={}){
/*# sourceURL="panelConfig" */;
let vErrors = null;
let errors = 0;
const evaluated0 = validate20.evaluated;
if(evaluated0.dynamicProps){
evaluated0.props = undefined;
}
if(evaluated0.dynamicItems){
evaluated0.items = undefined;
}
if(!(validate22(data, {instancePath,parentData,parentDataProperty,rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate22.errors : vErrors.concat(validate22.errors);
errors = vErrors.length;
}
validate20.errors = vErrors;
return errors === 0;
}
validate20.evaluated = {"props":true,"dynamicProps":false,"dynamicItems":false};

export const consentsConfig = validate24;
const schema37 = {"$id":"consentsConfig","$ref":"junction#/components/schemas/ConsentsConfig"};
const schema38 = {"type":"array","description":"The consents that every patient has given.","items":{"$ref":"#/components/schemas/Consent"}};
const schema39 = {"type":"object","description":"A consent of the patient. Its fields are camelCase, unlike all others.","properties":{"consentType":{"$ref":"#/components/schemas/ConsentType"},"version":{"type":"string","pattern":"\\S","description":"Version of the document. Default: 1.0."},"timeOfConsent":{"type":["string","null"],"format":"date-time","description":"Time at which the patient consented."}},"required":["consentType"],"additionalProperties":false};
const schema40 = {"type":"string","description":"Type of a consent.","enum":["terms-of-use","telehealth-informed-consent","mobile-terms-and-conditions","notice-of-privacy-practices","privacy-policy","hipaa-authorization"]};
const formats4 = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/i;

function validate26(data, {instancePath="", parentData, parentDataProperty, rootData=data, dynamicAnchors={}}={}){
let vErrors = null;
let errors = 0;
const evaluated0 = validate26.evaluated;
if(evaluated0.dynamicProps){
evaluated0.props = undefined;
}
if(evaluated0.dynamicItems){
evaluated0.items = undefined;
}
if(data && typeof data == "object" && !Array.isArray(data)){
if(data.consentType === undefined){
const err0 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "consentType"},schema:schema39.required,parentSchema:schema39,data};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
for(const key0 in data){
if(!(((key0 === "consentType") || (key0 === "version")) || (key0 === "timeOfConsent"))){
const err1 = {instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0},schema:false,parentSchema:schema39,data};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
}
if(data.consentType !== undefined){
let data0 = data.consentType;
if(typeof data0 !== "string"){
const err2 = {instancePath:instancePath+"/consentType",schemaPath:"#/components/schemas/ConsentType/type",keyword:"type",params:{type: "string"},schema:schema40.type,parentSchema:schema40,data:data0};
if(vErrors === null){
vErrors = [err2];
}
else {
vErrors.push(err2);
}
errors++;
}
if(!((((((data0 === "terms-of-use") || (data0 === "telehealth-informed-consent")) || (data0 === "mobile-terms-and-conditions")) || (data0 === "notice-of-privacy-practices")) || (data0 === "privacy-policy")) || (data0 === "hipaa-authorization"))){
const err3 = {instancePath:instancePath+"/consentType",schemaPath:"#/components/schemas/ConsentType/enum",keyword:"enum",params:{allowedValues: schema40.enum},schema:schema40.enum,parentSchema:schema40,data:data0};
if(vErrors === null){
vErrors = [err3];
}
else {
vErrors.push(err3);
}
errors++;
}
}
if(data.version !== undefined){
let data1 = data.version;
if(typeof data1 === "string"){
if(!pattern4.test(data1)){
const err4 = {instancePath:instancePath+"/version",schemaPath:"#/properties/version/pattern",keyword:"pattern",params:{pattern: "\\S"},schema:"\\S",parentSchema:schema39.properties.version,data:data1};
if(vErrors === null){
vErrors = [err4];
}
else {
vErrors.push(err4);
}
errors++;
}
}
else {
const err5 = {instancePath:instancePath+"/version",schemaPath:"#/properties/version/type",keyword:"type",params:{type: "string"},schema:schema39.properties.version.type,parentSchema:schema39.properties.version,data:data1};
if(vErrors === null){
vErrors = [err5];
}
else {
vErrors.push(err5);
}
errors++;
}
}
if(data.timeOfConsent !== undefined){
let data2 = data.timeOfConsent;
if((typeof data2 !== "string") && (data2 !== null)){
const err6 = {instancePath:instancePath+"/timeOfConsent",schemaPath:"#/properties/timeOfConsent/type",keyword:"type",params:{type: schema39.properties.timeOfConsent.type},schema:schema39.properties.timeOfConsent.type,parentSchema:schema39.properties.timeOfConsent,data:data2};
if(vErrors === null){
vErrors = [err6];
}
else {
vErrors.push(err6);
}
errors++;
}
if(typeof data2 === "string"){
if(!(formats4.test(data2))){
const err7 = {instancePath:instancePath+"/timeOfConsent",schemaPath:"#/properties/timeOfConsent/format",keyword:"format",params:{format: "date-time"},schema:"date-time",parentSchema:schema39.properties.timeOfConsent,data:data2};
if(vErrors === null){
vErrors = [err7];
}
else {
vErrors.push(err7);
}
errors++;
}
}
}
}
else {
const err8 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"},schema:schema39.type,parentSchema:schema39,data};
if(vErrors === null){
vErrors = [err8];
}
else {
vErrors.push(err8);
}
errors++;
}
validate26.errors = vErrors;
return errors === 0;
}
validate26.evaluated = {"props":true,"dynamicProps":false,"dynamicItems":false};


function validate25(data, {instancePath="", parentData, parentDataProperty, rootData=data, dynamicAnchors={}}={}){
let vErrors = null;
let errors = 0;
const evaluated0 = validate25.evaluated;
if(evaluated0.dynamicProps){
evaluated0.props = undefined;
}
if(evaluated0.dynamicItems){
evaluated0.items = undefined;
}
if(Array.isArray(data)){
const len0 = data.length;
for(let i0=0; i0<len0; i0++){
if(!(validate26(data[i0], {instancePath:instancePath+"/" + i0,parentData:data,parentDataProperty:i0,rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate26.errors : vErrors.concat(validate26.errors);
errors = vErrors.length;
}
}
}
else {
const err0 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "array"},schema:schema38.type,parentSchema:schema38,data};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
validate25.errors = vErrors;
return errors === 0;
}
validate25.evaluated = {"items":true,"dynamicProps":false,"dynamicItems":false};


function validate24(data, {instancePath="", parentData, parentDataProperty, rootData=data, dynamicAnchors={}}={}){
/*# sourceURL="consentsConfig" */;
let vErrors = null;
let errors = 0;
const evaluated0 = validate24.evaluated;
if(evaluated0.dynamicProps){
evaluated0.props = undefined;
}
if(evaluated0.dynamicItems){
evaluated0.items = undefined;
}
if(!(validate25(data, {instancePath,parentData,parentDataProperty,rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate25.errors : vErrors.concat(validate25.errors);
errors = vErrors.length;
}
validate24.errors = vErrors;
return errors === 0;
}
validate24.evaluated = {"items":true,"dynamicProps":false,"dynamicItems":false};
